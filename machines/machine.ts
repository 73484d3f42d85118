/**
 * The chart as an XState machine: what the inspector shows, Stately imports and the tests hold the table against.
 * Adds nothing to the chart; binds its names to the guards and the effects.
 */
import { assign, setup } from 'xstate';
import { CHART } from './chart.js';
import { initialContext, type Context, type Input, type MachineEvent } from './context.js';
import { EFFECTS, OBSERVATIONS, type EffectName, type ObservationName } from './effects.js';
import { GUARDS, type GuardName } from './guards.js';

type Args = { context: Context; event: MachineEvent };

const guards = Object.fromEntries(
  Object.entries(GUARDS).map(([name, guard]) => [name, ({ context, event }: Args) => guard(context, event)]),
) as Record<GuardName, (args: Args) => boolean>;

const observations = Object.fromEntries(OBSERVATIONS.map((name) => [name, () => {}])) as Record<
  ObservationName,
  () => void
>;

const base = setup({
  types: { context: {} as Context, events: {} as MachineEvent, input: {} as Input },
  guards,
});

/** XState wants a new context from each effect; the table changes its own in place. */
const effects = Object.fromEntries(
  Object.entries(EFFECTS).map(([name, effect]) => [
    name,
    base.assign(({ context, event }) => {
      const next = { ...context };
      effect(next, event);
      return next;
    }),
  ]),
) as Record<EffectName, ReturnType<typeof assign<Context, MachineEvent, undefined, MachineEvent, never>>>;

/** The write transport as an XState 5 machine. Its input: the choices made and the limits at the start, in bytes. */
export const machine = setup({
  types: { context: {} as Context, events: {} as MachineEvent, input: {} as Input },
  guards,
  actions: { ...effects, ...observations },
}).createMachine({
  ...(CHART as object),
  context: ({ input }: { input: Input }) => initialContext(input),
} as never);
