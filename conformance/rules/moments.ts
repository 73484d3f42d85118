/**
 * Names for what rules often ask of a moment. Pure questions about facts; no promise of the contract is made here.
 */
import type { CallbackName, Given } from '../../machines/alphabet.js';
import { CHOICES, type Choice, type ChoiceName } from '../../machines/choices.js';
import type { CallbackMoment, Offered, StepMoment, Told } from '../facts.js';
import type { Level, Rule } from '../rule.js';
import type { Capability } from '../subject.js';
import type { Script } from '../../machines/alphabet.js';
import { called } from './say.js';

export type LimitsCall = Extract<Given, { do: 'set_write_buffer_limits' }>;

export const does = (moment: StepMoment, name: Given['do']): boolean => moment.step.stimulus.do === name;

export const calls = (moment: StepMoment, name: CallbackName): boolean =>
  moment.step.calls.some((call) => call.name === name);

/** Neither closed nor ended for writing. */
export const isOpen = ({ before }: StepMoment): boolean => before.phase === 'open' && !before.eofAsked;

/** The same, and the wire stands. */
export const isWhole = (moment: StepMoment): boolean => isOpen(moment) && !moment.before.reset;

export const isEnded = ({ before }: StepMoment): boolean => before.phase !== 'open' && before.phase !== 'flushing';

export const isUp = ({ before }: StepMoment): boolean => before.phase === 'open' || before.phase === 'flushing';

export const writingOf = (moment: StepMoment): Offered | null => moment.offered;

export function limitsOf(moment: StepMoment): LimitsCall | null {
  const { stimulus } = moment.step;
  return stimulus.do === 'set_write_buffer_limits' ? stimulus : null;
}

/** The call came before any abort or loss, so that its limits count. */
export const limitsCount = ({ before }: StepMoment): boolean =>
  before.phase !== 'aborted' && before.phase !== 'lost' && before.doubt === null && before.late.length === 0;

/** Writing was paused, and bytes have left the buffer since. */
export const hasDrainedSincePause = ({ now }: StepMoment | CallbackMoment): boolean =>
  now.paused && now.arrived > now.mark;

/**
 * A rule that a freedom is used in one way only, and in a way that the profile allows.
 * `intent` and `statement` are the rule's own; the rest follows from the choice.
 */
export function oneWay(
  id: Rule['id'],
  level: Level,
  choice: ChoiceName,
  texts: { statement: string; intent: string; given: Script; needs?: readonly Capability[] },
): Rule {
  const { clause, statement }: Choice = CHOICES[choice];
  const toldOf = (moment: StepMoment): Told | undefined =>
    moment.told.find((one) => one.choice === choice && !isKept(one)) ??
    moment.told.find((one) => one.choice === choice);
  return {
    id,
    level,
    clause,
    choice,
    ...texts,
    on: 'step',
    about: 'told',
    when: (moment) => toldOf(moment) !== undefined,
    expect: (moment) => isKept(toldOf(moment) as Told),
    expected: (moment) => asItShould(toldOf(moment) as Told),
    seen: (moment) => `in ${called(moment.step.stimulus)}, ${completed(statement, (toldOf(moment) as Told).values)}`,
  };
}

/** Within the profile, and as it was before. */
export function isKept({ values, prior, permitted }: Told): boolean {
  return (
    values.some((value) => permitted.includes(value)) &&
    (prior === null || values.some((value) => prior.includes(value)))
  );
}

/** Told of this choice, and nothing speaks against this value of it: not the profile, nor what was before. */
export function can({ choice, values, prior, permitted }: Told, asked: ChoiceName, value: string): boolean {
  return choice === asked && [values, permitted, prior ?? values].every((all) => all.includes(value));
}

/** What a choice should have come out as: as the profile says, or as it did before. */
export function asItShould({ choice, values, prior, permitted }: Told): string {
  const { statement } = CHOICES[choice];
  const isOutside = !values.some((value) => permitted.includes(value));
  if (isOutside || prior === null) return `as the profile says: ${completed(statement, permitted)}`;
  return `as before: ${completed(statement, prior)}`;
}

function completed(statement: string, values: readonly string[]): string {
  return statement.replace('…', values.join(' or '));
}
