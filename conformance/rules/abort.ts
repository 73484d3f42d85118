/**
 * Chapter: abort(). It closes at once, waits for nothing and loses what is buffered.
 */
import type { StepMoment } from '../facts.js';
import type { Rule } from '../rule.js';
import { abort, drain, limits, peerData, peerReset, script, settle, toHigh, write } from './build.js';
import { does, isKept, oneWay } from './moments.js';
import { bytes, callback, did, showed } from './say.js';

const ABORT = 'asyncio.WriteTransport.abort';
const LOST = 'asyncio.BaseProtocol.connection_lost';

export const ABORTING: readonly Rule[] = [
  {
    id: 'abort/is-closing-at-once',
    level: 'SHOULD',
    clause: ABORT,
    statement: 'is_closing() is true from abort() on.',
    intent: 'A caller that asks before it writes is told in time.',
    given: script(write(5), abort),
    on: 'step',
    about: ['abort'],
    when: (moment) => does(moment, 'abort'),
    expect: ({ step }) => step.after.closing,
    expected: () => 'is_closing() true after abort()',
    seen: ({ step }) => `is_closing() ${step.after.closing}`,
  },
  {
    id: 'abort/loses-without-waiting',
    level: 'MUST',
    clause: ABORT,
    statement: 'After abort() connection_lost() comes, whether or not the peer reads.',
    intent: 'It is the end that nothing can hold up.',
    given: script(write(10), abort),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, now, step }) =>
      settles && (before.phase === 'aborted' || now.phase === 'aborted') && step.restless !== true,
    expect: ({ now }) => now.phase === 'lost',
    expected: () => 'connection_lost()',
    seen: ({ step }) => did(step),
  },
  {
    id: 'abort/lost-with-none',
    level: 'MUST',
    clause: ABORT,
    statement: 'After abort() connection_lost() gets None.',
    intent: 'None says that this side ended it.',
    given: script(write(10), abort, peerReset),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) =>
      call.name === 'connection_lost' &&
      now.phase === 'aborted' &&
      now.shutBy === 'abort' &&
      now.doubt === null &&
      now.late.length === 0,
    expect: ({ call }) => call.error === null,
    expected: () => 'connection_lost(None)',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'abort/nothing-arrives-later',
    level: 'MUST',
    clause: ABORT,
    statement: 'No byte that had not been handed to the wire arrives after abort(), or after a failure.',
    intent: 'The buffered data is lost, and the peer can tell where it ends.',
    given: script(write(10), drain(4), abort, drain(6), settle),
    on: 'step',
    when: (moment) => {
      if (does(moment, 'abort')) return true;
      const { shutBy } = moment.now;
      return (
        (shutBy === 'abort' || shutBy === 'wire') &&
        moment.before.phase !== 'lost' &&
        (moment.settles || moment.took > 0)
      );
    },
    expect: (moment) => (does(moment, 'abort') ? moment.took === 0 : moment.now.arrived === moment.now.cut),
    expected: () => 'nothing more at the peer',
    seen: (moment) => `${bytes(does(moment, 'abort') ? moment.took : moment.now.arrived - moment.now.cut)} at the peer`,
  },
  {
    id: 'abort/only-the-loss-follows',
    level: 'MUST',
    clause: ABORT,
    statement: 'Between abort() and connection_lost() nothing is called back.',
    intent: 'No more data is received, and flow control is over.',
    given: script(limits(8, 2), write(toHigh(1)), peerData(5), abort, drain(9), settle),
    on: 'callback',
    when: ({ now }) => now.phase === 'aborted',
    expect: ({ call }) => call.name === 'connection_lost',
    expected: () => 'connection_lost() alone',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'abort/idempotent',
    level: 'SHOULD',
    clause: ABORT,
    statement: 'A second abort(), one after close() and one after the loss do nothing more and raise nothing.',
    intent: 'It is called by whoever gives up, whatever others did before.',
    given: script(abort, abort, settle, abort, settle),
    on: 'step',
    about: ['abort'],
    when: (moment) => does(moment, 'abort'),
    expect: ({ step, before, now }) => step.raised === null && step.calls.length === 0 && now.losses === before.losses,
    expected: () => 'nothing raised and nothing called back',
    seen: showed,
  },
  {
    id: 'abort/sends-nothing',
    level: 'SHOULD',
    clause: ABORT,
    statement: 'abort() does not try to send, even where the wire would take it.',
    intent: 'Closes at once means at once.',
    given: script(write(5), drain(5), abort),
    on: 'step',
    about: ['abort'],
    when: (moment) => does(moment, 'abort') && moment.before.queued > 0,
    expect: ({ took }) => took === 0,
    expected: () => 'nothing sent inside abort()',
    seen: ({ took }) => `${bytes(took)} sent`,
  },
  oneWay('abort/size-one-way', 'SHOULD', 'sizeAfterAbort', {
    statement: 'Between abort() and connection_lost() the size is 0 or what it was; always the same.',
    intent: 'A monitor that reads the size is not fooled by half a teardown.',
    given: script(write(10), abort, settle),
  }),
  {
    id: 'abort/size-zero-or-kept',
    level: 'SHOULD',
    clause: 'asyncio.WriteTransport.get_write_buffer_size',
    statement:
      'From an abort or a failure to connection_lost() the size is 0, or what it was; it does not change again.',
    intent: 'A monitor that reads the size is not fooled by half a teardown.',
    given: script(write(10), abort, write(3), limits(1, 0)),
    on: 'step',
    when: ({ now }) => now.phase === 'aborted',
    expect: (moment) => moment.step.after.size === moment.lastSize || (moment.step.after.size === 0 && endsIn(moment)),
    expected: (moment) =>
      moment.lastSize === 0 || !endsIn(moment) ? `a size of ${moment.lastSize}` : `a size of 0 or ${moment.lastSize}`,
    seen: ({ step }) => `a size of ${step.after.size}`,
  },
  {
    id: 'abort/size-in-the-loss',
    level: 'SHOULD',
    clause: LOST,
    statement: 'Inside connection_lost() the size is 0, or after an abort or a failure what it was.',
    intent: 'Nothing waits any more.',
    given: script(write(10), abort),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call }) => call.name === 'connection_lost',
    expect: ({ call, now, lastSize, told }) =>
      call.size === 0 ||
      (told.every((one) => one.choice !== 'sizeFalls' || isKept(one)) &&
        now.phase !== 'flushed' &&
        !!(call.error || now.shutBy === 'abort') &&
        (now.phase === 'aborted'
          ? call.size === lastSize
          : call.size === now.queued || call.size === now.queued + now.out)),
    expected: () => 'a size of 0, or after an abort or a failure what it was',
    seen: ({ call }) => `a size of ${call.size}`,
  },
];

/** The call itself aborted, or failed: what is called back in it did not. */
function endsIn({ before, quiet }: StepMoment): boolean {
  return quiet && before.phase !== 'aborted';
}
