/**
 * Chapter: limits. What set_write_buffer_limits() takes, refuses and leaves alone.
 * Whether writing pauses or resumes because of it is the chapter on flow control.
 */
import type { Rule } from '../rule.js';
import { abort, close, limits, raisingIn, script, settle, toHigh, write } from './build.js';
import { asItShould, isKept, limitsCount, limitsOf, oneWay, type LimitsCall } from './moments.js';
import { called, did, showed } from './say.js';

const SET = 'asyncio.WriteTransport.set_write_buffer_limits';
const GET = 'asyncio.WriteTransport.get_write_buffer_limits';

const isWhole = (n: number | undefined): boolean => n === undefined || Number.isInteger(n);

export const LIMITS: readonly Rule[] = [
  {
    id: 'limits/defaults-are-a-pair',
    level: 'MUST',
    clause: GET,
    statement: 'A new transport has limits (low, high) with 0 <= low <= high.',
    intent: 'Whoever reads the limits first can compute with them.',
    given: script(),
    on: 'step',
    about: ['connect'],
    when: ({ step }) => step.stimulus.do === 'connect',
    expect: ({ before }) => 0 <= before.defaultLow && before.defaultLow <= before.defaultHigh,
    expected: () => 'limits with 0 <= low <= high',
    seen: ({ before }) => `low ${before.defaultLow}, high ${before.defaultHigh}`,
  },
  {
    id: 'limits/low-never-above-high',
    level: 'MUST',
    clause: SET,
    statement: 'Whatever was set, get_write_buffer_limits() answers 0 <= low <= high.',
    intent: 'A pair in the wrong order would pause for ever or resume at once.',
    given: script(limits(64, 16), limits(8), limits(undefined, 32)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: ({ step }) => step.stimulus.do === 'set_write_buffer_limits',
    expect: ({ step: { after } }) => 0 <= after.low && after.low <= after.high,
    expected: () => 'limits with 0 <= low <= high',
    seen: ({ step: { after } }) => `low ${after.low}, high ${after.high}`,
  },
  {
    id: 'limits/low-above-high-refused',
    level: 'MUST',
    clause: SET,
    statement: 'A low above a high is refused: the call raises.',
    intent: 'A mistake in the limits shows where it is made, not when the buffer fills.',
    given: script(limits(16, 17)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      if (!given || given.high === undefined || given.low === undefined || !limitsCount(moment)) return false;
      return given.high > 0 && given.low > 0 && Math.trunc(given.low) > given.high;
    },
    expect: ({ step }) => step.raised !== null,
    expected: ({ step }) => `an exception from ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'limits/negative-refused',
    level: 'MUST',
    clause: SET,
    statement: 'A negative high or low is refused: the call raises.',
    intent: 'A negative number of bytes is always a mistake of the caller.',
    given: script(limits(-1), limits(undefined, -1)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      return given !== null && limitsCount(moment) && isNegative(given);
    },
    expect: ({ step }) => step.raised !== null,
    expected: ({ step }) => `an exception from ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'limits/refusal-is-a-value-error',
    level: 'SHOULD',
    clause: SET,
    statement: 'Limits that are negative or in the wrong order are refused with a ValueError.',
    intent: 'A caller that guards against bad numbers can catch them, and nothing else with them.',
    given: script(limits(16, 17), limits(-1)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      return given !== null && moment.step.raised !== null && (isNegative(given) || isInWrongOrder(given));
    },
    // A transport may refuse a fraction for its type before it looks at its value, and any limits once it has ended.
    expect: (moment) => {
      const kind = moment.step.raised?.kind;
      if (kind === 'state') return !limitsCount(moment);
      return kind === 'value' || (kind === 'type' && hasFraction(limitsOf(moment)));
    },
    expected: ({ step }) => `ValueError from ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'limits/refusal-changes-nothing',
    level: 'SHOULD',
    clause: SET,
    statement: 'A refused call leaves the limits as they were and calls nothing back.',
    intent: 'A caller that catches the ValueError goes on with the limits it had.',
    given: script(limits(64, 16), limits(16, 17)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => moment.before.limitsTold && limitsOf(moment) !== null && moment.step.raised !== null,
    expect: ({ before, step }) =>
      step.after.low === before.low && step.after.high === before.high && step.calls.length === 0,
    expected: ({ before }) => `low ${before.low} and high ${before.high} as before, and no callback`,
    seen: showed,
  },
  {
    id: 'limits/both-are-taken',
    level: 'MUST',
    clause: SET,
    statement: 'A pair with 0 <= low <= high is taken as given.',
    intent: 'The limits are the caller’s to choose.',
    given: script(limits(64, 16)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      if (!given || given.high === undefined || given.low === undefined || !limitsCount(moment)) return false;
      return 0 <= given.low && given.low <= given.high && isWhole(given.high) && isWhole(given.low);
    },
    expect: ({ step, set }) => {
      const { high, low } = step.stimulus as { high: number; low: number };
      return step.raised === null && (set === null || (set.high === high && set.low === low));
    },
    expected: ({ step }) => `the limits as given to ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'limits/high-alone',
    level: 'MUST',
    clause: SET,
    statement: 'When only high is given, it is taken, and low becomes some value from 0 to high.',
    intent: 'One number is enough to set the flow; the implementation knows a good low.',
    given: script(limits(40)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      return (
        given !== null &&
        limitsCount(moment) &&
        given.low === undefined &&
        (given.high ?? -1) >= 0 &&
        isWhole(given.high)
      );
    },
    expect: ({ step: { stimulus, raised }, set }) =>
      raised === null &&
      (set === null || (set.high === (stimulus as { high: number }).high && 0 <= set.low && set.low <= set.high)),
    expected: ({ step }) => `high ${(step.stimulus as { high: number }).high} and a low from 0 to high`,
    seen: showed,
  },
  {
    id: 'limits/high-zero-forces-low-zero',
    level: 'MUST',
    clause: SET,
    statement: 'Setting high to zero sets low to zero as well.',
    intent: 'With high = 0 every buffered byte pauses, and only an empty buffer resumes.',
    given: script(limits(0)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) =>
      limitsCount(moment) &&
      limitsOf(moment)?.high === 0 &&
      !(limitsOf(moment)?.low !== undefined && moment.step.raised !== null) &&
      (limitsOf(moment)?.low ?? 0) >= 0,
    expect: ({ step, set }) => step.raised === null && (set === null || (set.high === 0 && set.low === 0)),
    expected: () => 'low 0 and high 0',
    seen: showed,
  },
  {
    id: 'limits/high-zero-with-a-low',
    level: 'SHOULD',
    clause: SET,
    statement:
      'high = 0 together with a low above 0 is refused with a ValueError, or low is forced to 0; always the same.',
    intent: 'Either way no low above high comes to stand.',
    choice: 'zeroHigh',
    given: script(limits(0, 1), limits(0, 7)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => limitsCount(moment) && limitsOf(moment)?.high === 0 && (limitsOf(moment)?.low ?? 0) > 0,
    expect: ({ step: { raised, stimulus }, told, set }) =>
      (raised === null
        ? set === null || (set.high === 0 && set.low === 0)
        : raised.kind === 'value' || (raised.kind === 'type' && hasFraction(stimulus))) &&
      told.every((one) => one.choice !== 'zeroHigh' || isKept(one)),
    expected: (moment) => {
      const broken = moment.told.find((one) => one.choice === 'zeroHigh' && !isKept(one));
      return broken === undefined ? 'a ValueError, or low 0 and high 0' : asItShould(broken);
    },
    seen: showed,
  },
  {
    id: 'limits/low-alone',
    level: 'SHOULD',
    clause: SET,
    statement: 'When only low is given, it is taken, and high becomes some value that is not below it.',
    intent: 'A caller that cares for the resume alone gets a pair in order.',
    given: script(limits(undefined, 10)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      return (
        given !== null &&
        limitsCount(moment) &&
        given.high === undefined &&
        (given.low ?? -1) >= 0 &&
        isWhole(given.low)
      );
    },
    expect: ({ step: { stimulus, raised }, set }) =>
      raised === null && (set === null || (set.low === (stimulus as { low: number }).low && set.high >= set.low)),
    expected: ({ step }) => `low ${(step.stimulus as { low: number }).low} and a high not below it`,
    seen: showed,
  },
  {
    id: 'limits/none-given',
    level: 'SHOULD',
    clause: SET,
    statement: 'A call with neither limit sets the defaults again, or changes nothing.',
    intent: 'Calling it with no argument is legal and leaves a usable pair.',
    given: script(limits(64, 16), limits()),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      return (
        given !== null &&
        moment.before.limitsTold &&
        limitsCount(moment) &&
        given.high === undefined &&
        given.low === undefined
      );
    },
    expect: ({ step: { raised }, before, set }) =>
      raised === null &&
      (set === null ||
        (set.low === before.defaultLow && set.high === before.defaultHigh) ||
        (set.low === before.low && set.high === before.high)),
    expected: ({ before }) => `low ${before.defaultLow} and high ${before.defaultHigh} again, or no change`,
    seen: showed,
  },
  {
    id: 'limits/fractions',
    level: 'SHOULD',
    clause: SET,
    statement: 'A limit that is not a whole number is kept, cut to a whole one, or refused.',
    intent: 'A computed limit such as size / 2 does not corrupt the flow.',
    given: script(limits(10.5, 2.5)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const given = limitsOf(moment);
      if (!given || !limitsCount(moment) || !hasFraction(given)) return false;
      return (given.high ?? 0) >= 0 && (given.low ?? 0) >= 0 && (given.high ?? Infinity) >= (given.low ?? 0);
    },
    expect: ({ step: { stimulus, raised }, set }) => {
      const { high, low } = stimulus as { high?: number; low?: number };
      if (raised !== null) return raised.kind === 'type' || raised.kind === 'value';
      if (set === null) return true;
      const isTaken = (given: number | undefined, taken: number, whole: boolean): boolean =>
        given === undefined || taken === (whole ? Math.trunc(given) : given);
      return (
        (isTaken(high, set.high, false) && isTaken(low, set.low, false)) ||
        (isTaken(high, set.high, true) && isTaken(low, set.low, true))
      );
    },
    expected: () => 'the limits as given, both cut to whole numbers, or a refusal',
    seen: showed,
  },
  {
    id: 'limits/stand-until-set',
    level: 'SHOULD',
    clause: GET,
    statement: 'The limits change in set_write_buffer_limits() and nowhere else.',
    intent: 'A protocol that set its limits can rely on them.',
    given: script(limits(64, 16), write(toHigh(1)), close, abort, settle),
    on: 'step',
    when: (moment) => moment.before.limitsTold && (limitsOf(moment) === null || !moment.quiet),
    expect: ({ lastLow, lastHigh, step: { after } }) => after.low === lastLow && after.high === lastHigh,
    expected: ({ lastLow, lastHigh }) => `low ${lastLow} and high ${lastHigh} as before`,
    seen: showed,
  },
  {
    id: 'limits/raise-nothing-else',
    level: 'SHOULD',
    clause: SET,
    statement:
      'set_write_buffer_limits() raises nothing but a ValueError or TypeError for its arguments, or, after the end, a RuntimeError.',
    intent: 'Setting limits is always legal.',
    rank: 'last',
    given: raisingIn('pause_writing', script(write(8), limits(4, 1), limits(4, 5))),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => limitsOf(moment) !== null,
    expect: (moment) => {
      const kind = moment.step.raised?.kind;
      const given = limitsOf(moment) as LimitsCall;
      if (kind === undefined) return true;
      if (kind === 'state') return !limitsCount(moment);
      if (kind === 'type') return hasFraction(given);
      return kind === 'value' && (hasFraction(given) || isNegative(given) || isInWrongOrder(given));
    },
    expected: () => 'no exception but one for the arguments',
    seen: ({ step }) => did(step),
  },
  oneWay('limits/one-low-for-high', 'SHOULD', 'highOnly', {
    statement: 'The low that comes with a high alone is always made in the same way.',
    intent: 'The flow does not depend on when the limit was set.',
    given: script(limits(40), limits(10)),
  }),
  oneWay('limits/one-high-for-low', 'SHOULD', 'lowOnly', {
    statement: 'The high that comes with a low alone is always made in the same way.',
    intent: 'The flow does not depend on when the limit was set.',
    given: script(limits(undefined, 10), limits(undefined, 3)),
  }),
  oneWay('limits/one-reset', 'SHOULD', 'noneGiven', {
    statement: 'A call with neither limit does the same each time.',
    intent: 'The caller knows what it gets.',
    given: script(limits(64, 16), limits(), limits(8, 2), limits()),
  }),
  oneWay('limits/one-way-with-fractions', 'SHOULD', 'floatLimits', {
    statement: 'Fractions are treated in the same way each time.',
    intent: 'The caller knows what it gets.',
    given: script(limits(10.5, 2.5), limits(20.5)),
  }),
  oneWay('limits/after-the-abort', 'SHOULD', 'limitsAfterAbort', {
    statement: 'Between an abort and the loss, limits are applied, ignored, or raise; always the same.',
    intent: 'A late call of a slow caller does no harm.',
    given: script(abort, limits(64, 16)),
  }),
  oneWay('limits/after-the-end', 'SHOULD', 'limitsAfterLoss', {
    statement: 'After the loss, limits are applied, ignored, or raise; always the same.',
    intent: 'A late call of a slow caller does no harm.',
    given: script(abort, limits(64, 16), settle, limits(8, 2)),
  }),
  {
    id: 'limits/harmless-after-the-end',
    level: 'SHOULD',
    clause: SET,
    statement: 'Limits set while closing with nothing to flush, after an abort or after the loss call nothing back.',
    intent: 'A protocol that has heard the end hears nothing more of flow.',
    given: script(close, limits(0), settle, limits(0)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => limitsOf(moment) !== null && !['open', 'flushing'].includes(moment.before.phase),
    expect: ({ step }) => step.calls.length === 0,
    expected: () => 'no callback',
    seen: showed,
  },
];

/** Negative even where a fraction is cut off. */
function isNegative({ high, low }: { high?: number; low?: number }): boolean {
  return (high ?? 0) <= -1 || (low ?? 0) <= -1;
}

function isInWrongOrder({ high, low }: { high?: number; low?: number }): boolean {
  return high !== undefined && low !== undefined && Math.trunc(low) > high;
}

function hasFraction(given: unknown): boolean {
  const { high, low } = given as { high?: number; low?: number };
  return !isWhole(high) || !isWhole(low);
}
