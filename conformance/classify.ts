/**
 * The rules' own reading of the dialect: which values of which choices explain a step.
 * Independent of the oracle, which infers the same from the machine: the two are held against each other.
 * A value list that is empty never comes from here: what no value explains is another rule's failure.
 */
import type { Callback, Step } from '../machines/alphabet.js';
import {
  haveBothEnded,
  isReadingThatRaises,
  type Classify,
  type Facts,
  type Offered,
  type Said,
  type StepMoment,
} from './facts.js';

export const classify: Classify = { step: ofStep, callback: ofCallback };

function ofStep(moment: StepMoment): readonly Said[] {
  const { stimulus } = moment.step;
  const said: Said[] = [];
  switch (stimulus.do) {
    case 'connect':
      said.push(['halfClose', moment.now.canWriteEof ? ['supported', 'a-close'] : ['unsupported']]);
      break;
    case 'write':
    case 'writelines':
      writing(moment, stimulus, said);
      break;
    case 'set_write_buffer_limits':
      limits(moment, stimulus, said);
      break;
    case 'write_eof':
      halfClosing(moment, said);
      ending(moment, said);
      endingWhenLost(moment, said);
      break;
  }
  if (moment.now.phase === 'aborted') aborting(moment, said);
  if (moment.handedOver === 'at once') said.push(['handsOver', ['at-once', 'one-by-one']]);
  else if (moment.handedOver !== null) said.push(['handsOver', ['one-by-one']]);
  if (moment.settles) settling(moment, said);
  resuming(moment, said);
  sending(moment.step.after.size, moment.now, said);
  return said;
}

function ofCallback(call: Callback, now: Readonly<Facts>): readonly Said[] {
  const isLoss = call.name === 'connection_lost';
  if (now.out === 0 && !isLoss && !now.eofAsked) return NOTHING;
  const said: Said[] = [];
  if (call.name !== 'resume_writing' && isUnresumed(now, call.size)) said.push(['resumesAfterEof', ['no']]);
  // In a loss a size of 0 tells nothing: what was left is gone.
  if (!isLoss || call.size > 0) sending(call.size, now, said);
  if (!isLoss) return said;
  if (now.reset) losing(call, now, said);
  else if (call.error === null && haveBothEnded(now)) said.push(['bothEnded', ['ends']]);
  return said;
}

/** What the argument of the loss tells of an open connection that was reset. */
function losing({ error }: Callback, now: Readonly<Facts>, said: Said[]): void {
  if (now.phase !== 'open' || now.queued > 0) return;
  // It may have ended by itself before anyone noticed: which of the two is a question to both choices (jointly.ts).
  if (haveBothEnded(now)) said.push(['bothEnded', ['stays', 'ends']], ['emptyReset', ['failure', 'regular-end']]);
  else said.push(['emptyReset', [error === null ? 'regular-end' : 'failure']]);
}

/** Open, paused and drained to low since, after write_eof(), when something else than a resume comes. */
function isUnresumed({ phase, eofAsked, paused, arrived, mark, low, reset }: Readonly<Facts>, size: number): boolean {
  return phase === 'open' && eofAsked && paused && arrived > mark && size <= low && !reset;
}

/** What the size tells of a send of which the wire has taken a part. */
function sending(size: number, { phase, queued, out }: Readonly<Facts>, said: Said[]): void {
  if (out === 0 || (phase !== 'open' && phase !== 'flushing')) return;
  if (size === queued) said.push(['sizeFalls', ['as-taken']]);
  else if (size === queued + out) said.push(['sizeFalls', ['when-sent']]);
}

type Writing = Extract<Step['stimulus'], { do: 'write' | 'writelines' }>;

function writing(moment: StepMoment, stimulus: Writing, said: Said[]): void {
  const { before, step } = moment;
  const offered = moment.offered as Offered;
  const kind = step.raised?.kind;
  const isWrite = stimulus.do === 'write';
  const isOpen = before.phase === 'open' && !before.eofAsked;
  if (!isOpen && offered.wide && !offered.wrong) return;
  const bad = offered.wrong || (offered.wide && kind === 'type');
  // What a failure of another kind would have been can't be known.
  if (kind !== undefined && kind !== 'type' && kind !== 'state') return;
  const wrong = (choice: 'AfterEof' | 'AfterClose'): Said => [
    isWrite ? `wrongWrite${choice}` : `wrongLines${choice}`,
    [typed(kind)],
  ];
  const dropped = moment.now.late.length > 0 || before.phase === 'aborted' ? ['dropped', 'fatal'] : ['dropped'];
  if (before.phase === 'open' && before.eofAsked) {
    if (moment.failed) said.push(['writeAfterEof', ['fatal']]);
    if (bad) said.push(wrong('AfterEof'));
    else if (moment.failed) return;
    else if (offered.n > 0 && !offered.wide) said.push(['writeAfterEof', [kind === 'state' ? 'raises' : 'dropped']]);
    else said.push(['emptyAfterEof', kind === 'state' ? ['raises'] : ['raises', 'ignored']]);
    return;
  }
  if (before.phase === 'flushed' || before.phase === 'aborted' || before.phase === 'lost') {
    if (before.inLoss && !bad) return; // as before it, or as after it
    if (before.eofAsked) return; // which of the two refusals comes first is a choice of its own
    if (moment.failed) said.push(['writeAfterClose', ['fatal']]);
    const choice = before.phase === 'lost' ? 'writeAfterLoss' : 'writeAfterClose';
    if (bad) said.push(wrong('AfterClose'));
    else if (moment.failed) return;
    else if (offered.n > 0 && !offered.wide) said.push([choice, kind === 'state' ? ['raises'] : dropped]);
    else said.push(['emptyAfterClose', kind === 'state' ? ['raises'] : ['raises', 'ignored']]);
    return;
  }
  if (before.phase === 'flushing') {
    if (before.eofAsked || before.doubt !== null || before.late.length > 0) return;
    if (moment.failed) {
      if (!before.reset) said.push(['writeWhileClosing', ['fatal']]);
    } else if (!bad && !offered.wide && offered.n > 0 && !before.reset) {
      if (kind === 'state') said.push(['writeWhileClosing', ['raises']]);
      else if (kind === undefined && moment.grew === offered.n) said.push(['writeWhileClosing', ['accepted']]);
      else if (kind === undefined && moment.grew === 0) said.push(['writeWhileClosing', dropped]);
    }
    if (moment.accepted > 0) crossing(moment, before.high, said);
    if (moment.accepted > 0) trying(moment, isWrite, said);
    return;
  }
  if (offered.wide && !offered.wrong && !before.reset) said.push(['wideChunk', wide(stimulus, kind)]);
  if (bad && kind === 'type' && offered.before.some((n) => n > 0) && !before.reset) {
    if (moment.grew > 0 && offered.before.includes(moment.grew)) said.push(['badItem', ['earlier']]);
    else if (moment.grew === 0 && offered.before.every((n) => n > 0)) said.push(['badItem', ['nothing']]);
  }
  if (before.reset && moment.failed) said.push(['failedTry', ['at-once']]);
  if (moment.accepted > 0) trying(moment, isWrite, said);
  if (moment.accepted > 0) crossing(moment, before.high, said);
}

/** What a call with room on the wire tells of when it tries the wire. */
function trying({ before, took }: StepMoment, isWrite: boolean, said: Said[]): void {
  if (before.room === 0 || before.reset) return;
  const choice = isWrite ? 'writeTries' : 'writelinesTries';
  if (before.size === 0) said.push([choice, took > 0 ? ['when-empty', 'always'] : ['later']]);
  else said.push([choice, took > 0 ? ['always'] : ['when-empty', 'later']]);
}

/** What a call that leaves the buffer at or over high tells of the line, and of pauses while closing. */
function crossing(moment: StepMoment, high: number, said: Said[]): void {
  const { before, size } = moment;
  if (before.paused || size === 0 || size < high) return;
  const paused = moment.step.calls.some((call) => call.name === 'pause_writing');
  if (before.phase === 'flushing') {
    if (paused) said.push(['pausesWhileClosing', ['yes']]);
    else if (size > high) said.push(['pausesWhileClosing', ['no']]);
    if (!paused) return;
  }
  if (size === high) said.push(['pausesWhen', [paused ? 'reaches' : 'exceeds']]);
}

function limits(
  moment: StepMoment,
  stimulus: Extract<Step['stimulus'], { do: 'set_write_buffer_limits' }>,
  said: Said[],
): void {
  const { before, step, now, set } = moment;
  if ((before.doubt !== null || before.late.length > 0) && isClosing(before.phase)) return; // it may have ended
  const { high, low } = stimulus;
  const kind = step.raised?.kind;
  const whole = (high === undefined || Number.isInteger(high)) && (low === undefined || Number.isInteger(low));
  if (before.phase === 'aborted' || before.phase === 'lost') {
    if (before.inLoss) return; // as before it, or as after it
    const late = before.phase === 'lost' ? 'limitsAfterLoss' : 'limitsAfterAbort';
    if (kind === 'state') said.push([late, ['raises']]);
    else if (kind !== undefined) said.push([late, ['applied']]);
    else if (now.low !== before.low || now.high !== before.high) said.push([late, ['applied']]);
    else if (isRefusable(high, low)) said.push([late, ['ignored']]);
    else if (high !== undefined && low !== undefined && whole && high > 0 && (high !== now.high || low !== now.low)) {
      said.push([late, ['ignored']]);
    }
    return;
  }
  if (kind !== undefined) {
    if (!whole && !isRefusable(high, low) && !isNegative(high, low)) said.push(['floatLimits', ['refused']]);
    if (high === 0 && low !== undefined && low > 0 && whole) said.push(['zeroHigh', ['refused']]);
    return;
  }
  const pauses = step.calls.some((call) => call.name === 'pause_writing');
  if (set !== null) {
    if (!whole && !isNegative(high, low)) said.push(['floatLimits', floats(high, low, set.high, set.low)]);
    if (high === 0 && low !== undefined && low > 0 && whole) said.push(['zeroHigh', ['forces-low']]);
    if (high !== undefined && low === undefined && whole) {
      said.push(['highOnly', set.low === Math.floor(high / 4) ? ['quarter', 'other'] : ['other']]);
    }
    if (low !== undefined && high === undefined && whole) {
      said.push(['lowOnly', set.high === 4 * low ? ['quadruple', 'other'] : ['other']]);
    }
    if (high === undefined && low === undefined) {
      const values = [
        ...(set.low === before.defaultLow && set.high === before.defaultHigh ? ['defaults'] : []),
        ...(set.low === before.low && set.high === before.high ? ['unchanged'] : []),
      ];
      if (values.length > 0) said.push(['noneGiven', values]);
    }
    if (before.paused && before.phase === 'open' && moment.size <= set.low) {
      const resumed = step.calls.some((call) => call.name === 'resume_writing');
      // After write_eof() that nothing resumes may be for that.
      if (resumed || !before.eofAsked) said.push(['raisedLimits', [resumed ? 'at-once' : 'next-drain']]);
    }
  }
  if (set !== null || (pauses && high !== undefined)) crossing(moment, set?.high ?? (high as number), said);
}

function isNegative(high: number | undefined, low: number | undefined): boolean {
  return (high ?? 0) < 0 || (low ?? 0) < 0;
}

/** Refused for its values, whatever is done about fractions. */
function isRefusable(high: number | undefined, low: number | undefined): boolean {
  if ((high ?? 0) <= -1 || (low ?? 0) <= -1) return true;
  return high !== undefined && low !== undefined && low > high && !(high === 0);
}

function floats(high: number | undefined, low: number | undefined, nowHigh: number, nowLow: number): string[] {
  const kept = (high === undefined || high === nowHigh) && (low === undefined || low === nowLow);
  return kept ? ['kept'] : ['truncated'];
}

function halfClosing({ before, step, now }: StepMoment, said: Said[]): void {
  if (before.phase !== 'open' || before.eofAsked || !before.canWriteEof || step.raised !== null) return;
  if (before.closing) return;
  said.push(['halfClose', [now.eofAsked ? 'supported' : 'a-close']]);
}

function ending({ before, step, now }: StepMoment, said: Said[]): void {
  if (!now.eofAsked) return;
  if (before.phase !== 'open' || before.eofAsked || !before.canWriteEof || step.raised !== null) return;
  if (before.size > 0 || before.queued > 0 || before.reset) return;
  said.push(['eofTries', [now.eofHeard && !before.eofHeard ? 'at-once' : 'later']]);
}

function endingWhenLost({ before, step }: StepMoment, said: Said[]): void {
  const kind = step.raised?.kind;
  if (before.phase !== 'lost' || !before.canWriteEof || (kind !== undefined && kind !== 'state')) return;
  if (before.inLoss) said.push(['callsInLoss', kind === 'state' ? ['as-lost'] : ['as-lost', 'as-closed']]);
  else said.push(['eofAfterLoss', [kind === 'state' ? 'raises' : 'nothing']]);
}

/** What is left of the size when the call itself has aborted or failed. */
function aborting({ before, now, step, quiet }: StepMoment, said: Said[]): void {
  if ((before.phase !== 'open' && before.phase !== 'flushing') || before.size === 0) return;
  if (now.phase !== 'aborted' || !quiet) return;
  if (step.after.size === 0) said.push(['sizeAfterAbort', ['zero']]);
  else if (step.after.size === before.size) said.push(['sizeAfterAbort', ['kept']]);
}

function settling({ before, now, step, quiet }: StepMoment, said: Said[]): void {
  if (step.calls.some(({ name, size }) => name === 'connection_lost' && size > 0))
    said.push(['sizeAfterAbort', ['kept']]);
  if (before.shutBy === null && step.calls.some((call) => call.name === 'eof_received' && call.kept === true)) {
    if (now.canWriteEof) said.push(['keptEof', ['open', 'closes']]);
    else if (now.shutBy === 'eof') said.push(['keptEof', ['closes']]);
    else if (now.shutBy === null && now.phase === 'open' && !now.closing) said.push(['keptEof', ['open']]);
  }
  const raised = step.calls.filter(isReadingThatRaises);
  const last = raised.at(-1);
  if (last !== undefined && before.shutBy === null) {
    if (raised.length > 1) said.push(['raiseInData', ['goes-on']]); // else no other would have followed
    if (last.name === 'data_received') {
      if (now.shutBy === 'scripted') said.push(['raiseInData', ['fatal']]);
      else if (now.survived && !before.survived) said.push(['raiseInData', ['goes-on']]);
    } else if (now.shutBy === 'scripted') said.push(['raiseInEof', ['fatal']]);
    else if (now.shutBy === 'eof')
      said.push(['raiseInEof', mayHaveStayed(step, last, now) ? ['closes', 'stays'] : ['closes']]);
    else if (now.survived && !before.survived) said.push(['raiseInEof', ['stays']]);
  }
  if (haveBothEnded(now) && step.restless !== true) said.push(['bothEnded', ['stays']]);
  else if (now.shutBy === 'itself' && before.phase === 'open') said.push(['bothEnded', ['ends']]);
  if (!before.reset || before.peerEof !== 'read' || before.size > 0 || before.phase !== 'open' || !quiet) return;
  if (now.phase === 'open') said.push(['idleReset', ['unnoticed']]);
  else if (now.phase === 'lost' && !haveBothEnded(before)) said.push(['idleReset', ['noticed']]);
}

/** Something after eof_received() may have closed it as well: a call in a later callback, or the end of both sides. */
function mayHaveStayed({ calls }: Step, raised: Callback, { eofAsked }: Readonly<Facts>): boolean {
  const later = calls.slice(calls.indexOf(raised) + 1);
  return eofAsked || later.some(({ steps }) => steps.some(({ after }) => after.closing));
}

/** What the end of a step tells of resuming, when the buffer was drained since it last paused. */
function resuming(moment: StepMoment, said: Said[]): void {
  const { now, before } = moment;
  if (moment.resumedClosing) said.push(['resumesWhileClosing', ['yes']]);
  if (moment.resumedEnded) said.push(['resumesAfterEof', ['yes']]);
  if (isUnresumed(now, now.size)) said.push(['resumesAfterEof', ['no']]);
  if (!now.paused || now.arrived <= now.mark || now.size > now.low) return;
  // Had it come to low before it was closed, in the same settle, it would have resumed then.
  if (before.phase === 'flushing' || (before.phase === 'open' && moment.settles)) {
    const isFlushed = now.phase === 'lost' && (now.shutBy === 'close' || now.shutBy === 'eof') && !now.reset;
    if (now.phase === 'flushing' || isFlushed) said.push(['resumesWhileClosing', ['no']]);
  }
  if (now.phase === 'open' && !now.eofAsked && now.size > 0) said.push(['resumesAt', ['empty']]);
}

function isClosing(phase: Facts['phase']): boolean {
  return phase === 'flushing' || phase === 'flushed';
}

function typed(kind: string | undefined): string {
  return kind === 'type' ? 'type' : 'as-a-write';
}

function wide(stimulus: Writing, kind: string | undefined): string[] {
  const first = stimulus.do === 'write' ? stimulus : stimulus.items.find((item) => item.kind === 'wide');
  if (kind === 'type') return first?.n === 0 ? ['refused'] : ['refused', 'refused-unless-empty'];
  return first?.n === 0 ? ['whole', 'refused-unless-empty'] : ['whole'];
}

const NOTHING: readonly Said[] = [];
