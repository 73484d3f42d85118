/** The contract, chapter: abort(). Promises and freedoms in our own words; no rule is written here. */
import type { ContractPromise } from '../promise.js';

const ABORT = 'asyncio.WriteTransport.abort';
const LOST = 'asyncio.BaseProtocol.connection_lost';
const SIZE = 'asyncio.WriteTransport.get_write_buffer_size';

export const ABORT_PROMISES: readonly ContractPromise[] = [
  {
    id: 'abort-1',
    source: 'docs',
    seed: true,
    clause: ABORT,
    text: 'abort() ends the transport on the spot: it waits for nothing that is still under way.',
    rules: ['abort/loses-without-waiting', 'abort/sends-nothing'],
  },
  {
    id: 'abort-2',
    source: 'docs',
    seed: true,
    clause: ABORT,
    text: 'What was buffered is given up.',
    rules: ['abort/nothing-arrives-later'],
  },
  {
    id: 'abort-3',
    source: 'docs',
    seed: true,
    clause: ABORT,
    text: 'Nothing is received any more.',
    rules: ['abort/only-the-loss-follows', 'closing/no-data-after', 'reentrancy/abort-in-data'],
  },
  {
    id: 'abort-4',
    source: 'docs',
    seed: true,
    clause: ABORT,
    text: 'Sooner or later connection_lost() is called, and gets None.',
    rules: ['abort/loses-without-waiting', 'abort/lost-with-none'],
  },
  {
    id: 'abort-5',
    source: 'agree',
    clause: ABORT,
    text: 'So it also puts an end to a close that still flushes to a peer that has stopped reading.',
    rules: ['closing/abort-ends-a-stalled-flush'],
  },
  {
    id: 'abort-6',
    source: 'agree',
    clause: LOST,
    text: 'connection_lost() never comes inside the call of abort().',
    rules: ['lifecycle/lost-from-the-loop', 'flow-control/quiet-calls'],
  },
  {
    id: 'abort-7',
    source: 'agree',
    clause: ABORT,
    text: 'Aborting twice, aborting after a close and aborting after the loss add nothing and raise nothing.',
    rules: ['abort/idempotent', 'closing/abort-after-the-close'],
  },
  {
    id: 'abort-8',
    source: 'agree',
    clause: ABORT,
    text: 'A byte that the wire had not got by then does not arrive afterwards.',
    rules: ['abort/nothing-arrives-later', 'abort/sends-nothing'],
  },
  {
    id: 'abort-9',
    source: 'choice',
    clause: SIZE,
    text: 'From the abort to the loss, get_write_buffer_size() tells zero or what it told before.',
    rules: ['abort/size-one-way', 'abort/size-zero-or-kept', 'abort/size-in-the-loss'],
    choices: ['sizeAfterAbort'],
  },
];
