/** The contract, chapter: the life of a connection. Promises and freedoms in our own words; no rule is written here. */
import type { ContractPromise } from '../promise.js';

const MADE = 'asyncio.BaseProtocol.connection_made';
const LOST = 'asyncio.BaseProtocol.connection_lost';
const DATA = 'asyncio.Protocol.data_received';
const EOF = 'asyncio.Protocol.eof_received';
const WRITE = 'asyncio.WriteTransport.write';

export const LIFE_PROMISES: readonly ContractPromise[] = [
  {
    id: 'life-1',
    source: 'docs',
    clause: MADE,
    text: 'connection_made() is the first callback, and comes one time only.',
    rules: ['lifecycle/made-at-all', 'lifecycle/made-first', 'lifecycle/made-once'],
  },
  {
    id: 'life-2',
    source: 'docs',
    clause: LOST,
    text: 'connection_lost() is the last callback, and comes one time only: all others lie between the two.',
    rules: ['lifecycle/lost-last', 'lifecycle/lost-once', 'lifecycle/made-first'],
  },
  {
    id: 'life-3',
    source: 'docs',
    clause: LOST,
    text: 'connection_lost() gets None where the peer ended its stream in good order, or where this side closed or aborted.',
    rules: ['closing/lost-with-none', 'abort/lost-with-none'],
  },
  {
    id: 'life-4',
    source: 'docs',
    clause: LOST,
    text: 'In any other case it gets the exception that ended the connection.',
    rules: ['lifecycle/reset-is-told', 'lifecycle/reset-is-noticed', 'lifecycle/lost-for-a-reason'],
  },
  {
    id: 'life-5',
    source: 'docs',
    clause: DATA,
    text: 'data_received() may come any number of times, with what the peer has sent.',
    rules: ['lifecycle/data-is-delivered', 'lifecycle/data-as-sent'],
  },
  {
    id: 'life-6',
    source: 'docs',
    clause: EOF,
    text: 'eof_received() comes once at most, when the peer has ended its stream, and no data comes after it.',
    rules: ['lifecycle/eof-is-told', 'lifecycle/eof-once-after-the-data', 'lifecycle/no-data-after-eof'],
  },
  {
    id: 'life-7',
    source: 'docs',
    clause: EOF,
    text: 'If eof_received() answers something false the transport closes by itself; if something true, closing is the protocol’s business.',
    rules: ['lifecycle/eof-false-closes', 'lifecycle/eof-true-keeps-open', 'lifecycle/eof-true-is-not-lost'],
  },
  {
    id: 'life-8',
    source: 'agree',
    clause: LOST,
    text: 'connection_lost() is called by the loop, never from within a call that the user has made. The same goes for what the peer sends.',
    rules: ['lifecycle/lost-from-the-loop', 'lifecycle/reading-from-the-loop'],
  },
  {
    id: 'life-9',
    source: 'agree',
    clause: MADE,
    text: 'Inside every callback every call is legal: write, writelines, new limits, close, abort and write_eof.',
    rules: [
      'reentrancy/calls-in-connection-made',
      'reentrancy/calls-in-pause-writing',
      'reentrancy/calls-in-resume-writing',
      'reentrancy/calls-in-data-received',
      'reentrancy/calls-in-eof-received',
      'reentrancy/calls-in-connection-lost',
      'reentrancy/pause-is-told-in-time',
      'reentrancy/abort-in-data',
      'flow-control/pause-resume-pause',
      'closing/close-in-resume-at-zero',
    ],
  },
  {
    id: 'life-10',
    source: 'agree',
    clause: WRITE,
    text: 'Legal use never leads to an exception of the transport’s own making, whether the caller gets it or the loop’s exception handler.',
    rules: [
      'robustness/no-error-of-its-own',
      'robustness/loop-hears-nothing-else',
      'robustness/wire-errors-stay-inside',
      'buffer/write-raises-nothing-else',
      'limits/raise-nothing-else',
      'closing/nothing-raised',
      'eof/nothing-else-raised',
    ],
  },
  {
    id: 'life-11',
    source: 'agree',
    clause: WRITE,
    text: 'Nor to a loop that keeps turning when there is nothing to do.',
    rules: ['robustness/comes-to-rest', 'robustness/settling-after-the-loss-is-quiet'],
  },
  {
    id: 'life-12',
    source: 'agree',
    clause: LOST,
    text: 'Nor to a connection_lost() that never comes, although the peer reads or is gone.',
    rules: [
      'lifecycle/ends-when-failed',
      'lifecycle/reset-is-noticed',
      'closing/flushes-then-loses',
      'abort/loses-without-waiting',
    ],
  },
  {
    id: 'life-13',
    source: 'choice',
    clause: LOST,
    text: 'After the loss a call is silent, or raises RuntimeError; nothing follows from it.',
    rules: ['robustness/late-calls-do-nothing', 'closing/writes-after-the-loss', 'limits/after-the-end'],
    choices: ['writeAfterLoss', 'limitsAfterLoss'],
  },
  {
    id: 'life-14',
    source: 'choice',
    clause: LOST,
    text: 'A transport that has read the peer’s EOF and has nothing to write may notice a reset, or not before it writes again.',
    rules: ['lifecycle/idle-reset-one-way', 'lifecycle/idle-reset-ends-or-waits'],
    choices: ['idleReset'],
  },
  {
    id: 'life-15',
    source: 'choice',
    clause: DATA,
    text: 'A data_received() or eof_received() that raises may cost the connection, which then gets that exception, or not.',
    rules: ['lifecycle/raise-in-data-one-way', 'lifecycle/raise-in-eof-one-way', 'lifecycle/failed-by-the-protocol'],
    choices: ['raiseInData', 'raiseInEof'],
  },
  {
    id: 'life-16',
    source: 'choice',
    clause: LOST,
    text: 'Of a transport that only writes, the peer’s going away with nothing left to write may be the regular end, with None (CPython’s pipes), or a failure.',
    rules: ['lifecycle/reset-is-told'],
    choices: ['emptyReset'],
  },
  {
    id: 'life-17',
    source: 'choice',
    clause: 'asyncio.Protocol.eof_received',
    text: 'A transport that cannot end its writing side alone, such as TLS, may close itself although eof_received() answers true.',
    rules: ['lifecycle/kept-eof-one-way'],
    choices: ['keptEof'],
  },
];
