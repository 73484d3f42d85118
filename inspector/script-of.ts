/**
 * The script of a trace that came without one, so that the model can be put beside it. Sizes are the numbers that were given.
 */
import type { Callback, Given, Reaction, Script, Step, Stimulus, Trace, UpperStimulus } from '../machines/alphabet.js';
import { CALLBACKS } from '../machines/alphabet.js';

/** Null where no script does this: callbacks that did something else each time. */
export function scriptOf({ steps }: Trace): Script | null {
  const calls: Callback[] = [];
  steps.forEach((step) => callsIn(step, calls));
  const reactions: Reaction[] = [];
  for (const on of CALLBACKS) {
    const own = calls.filter(({ name }) => name === on);
    const times = own.findLastIndex(({ steps, raised }) => steps.length > 0 || raised) + 1;
    const done = own.slice(0, times).map((call) => ({ do: call.steps.map(stimulusOf), raises: call.raised === true }));
    const [first] = done;
    if (first === undefined) continue;
    if (done.some((one) => JSON.stringify(one) !== JSON.stringify(first))) return null;
    reactions.push({ on, times, do: first.do as UpperStimulus[], ...(first.raises && { raises: true }) });
  }
  const keepOpen = calls.some(({ kept }) => kept === true);
  return { stimuli: steps.slice(1).map(stimulusOf), reactions, keepOpen };
}

/** In the order in which they came: one that comes inside another stands after it. */
function callsIn({ calls }: Step, found: Callback[]): void {
  for (const call of calls) {
    found.push(call);
    for (const step of call.steps) callsIn(step, found);
  }
}

function stimulusOf({ stimulus }: Step): Stimulus {
  if (stimulus.do !== 'write' && stimulus.do !== 'writelines')
    return stimulus as Exclude<Given, { do: 'connect' | 'write' | 'writelines' }>;
  const { at: _at, ...rest } = stimulus;
  return rest;
}
