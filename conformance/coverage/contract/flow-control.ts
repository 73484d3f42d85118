/** The contract, chapter: flow control. Promises and freedoms in our own words; no rule is written here. */
import type { ContractPromise } from '../promise.js';

const SET = 'asyncio.WriteTransport.set_write_buffer_limits';
const LINES = 'asyncio.WriteTransport.writelines';
const PAUSE = 'asyncio.BaseProtocol.pause_writing';
const RESUME = 'asyncio.BaseProtocol.resume_writing';
const CLOSE = 'asyncio.BaseTransport.close';

export const FLOW_PROMISES: readonly ContractPromise[] = [
  {
    id: 'flow-1',
    source: 'docs',
    seed: true,
    clause: SET,
    text: 'The two limits, held against the size of the buffer, decide when pause_writing() and resume_writing() are called.',
    rules: ['flow-control/no-pause-below-high', 'flow-control/no-resume-above-low', 'flow-control/resume-has-a-cause'],
  },
  {
    id: 'flow-2',
    source: 'docs',
    seed: true,
    clause: SET,
    text: 'The protocol is paused once the buffer has grown to high. So says the section on the limits; “Flow Control Callbacks” and the docstring of pause_writing() say: once it has grown beyond. Beyond high, then, both agree.',
    rules: ['flow-control/write-over-high-pauses', 'flow-control/writelines-counts', 'flow-control/one-line'],
    choices: ['pausesWhen'],
  },
  {
    id: 'flow-3',
    source: 'agree',
    clause: PAUSE,
    text: 'On a buffer of exactly high bytes a transport does one of the two, and always the same one.',
    rules: ['flow-control/one-line'],
  },
  {
    id: 'flow-4',
    source: 'choice',
    clause: PAUSE,
    text: 'Which of the two that is. CPython’s sockets, pipes and proactor and uvloop’s streams pause beyond high; the TLS of both pauses at high. The model’s own default is at high, as the section on the limits has it, and a run says which its subject does.',
    rules: ['flow-control/one-line'],
    choices: ['pausesWhen'],
  },
  {
    id: 'flow-5',
    source: 'docs',
    seed: true,
    clause: SET,
    text: 'With a high of zero the protocol is paused each time the buffer stops being empty; so never on an empty one.',
    rules: ['flow-control/high-zero-pauses-on-any-byte', 'flow-control/no-pause-on-empty'],
  },
  {
    id: 'flow-6',
    source: 'docs',
    seed: true,
    clause: SET,
    text: 'A paused protocol is resumed once the buffer has shrunk to low or below.',
    rules: [
      'flow-control/resumes-at-low',
      'flow-control/no-resume-above-low',
      'flow-control/resume-comes-first',
      'flow-control/raised-limits-resume',
    ],
  },
  {
    id: 'flow-7',
    source: 'docs',
    seed: true,
    clause: SET,
    text: 'With a low of zero a paused protocol is resumed only by an empty buffer.',
    rules: ['flow-control/low-zero-resumes-when-empty', 'flow-control/no-resume-above-low'],
  },
  {
    id: 'flow-8',
    source: 'choice',
    clause: SET,
    text: 'Some transports resume at an empty buffer only, whatever low is. That departs from the text: a run says so, and names the dialect.',
    rules: ['flow-control/resumes-at-low'],
    choices: ['resumesAt'],
  },
  {
    id: 'flow-9',
    source: 'docs',
    clause: PAUSE,
    text: 'Pauses and resumes take turns: one pause for a crossing of high, then one resume. A pause comes first.',
    rules: ['flow-control/no-second-pause', 'flow-control/no-resume-unpaused', 'flow-control/pause-resume-pause'],
  },
  {
    id: 'flow-10',
    source: 'agree',
    clause: PAUSE,
    text: 'pause_writing() comes while the call that crosses the line is still running, be it a write, a writelines or new limits; no other call calls back.',
    rules: ['flow-control/pause-in-the-call', 'flow-control/one-callback-a-call', 'flow-control/quiet-calls'],
  },
  {
    id: 'flow-11',
    source: 'agree',
    clause: PAUSE,
    text: 'The loop’s exception handler hears of a callback that raises, the caller does not; and the transport goes on, paused or resumed as it would have been.',
    rules: [
      'reentrancy/raise-is-reported',
      'reentrancy/raise-stays-inside',
      'reentrancy/raise-in-pause-goes-on',
      'flow-control/no-second-pause',
      'flow-control/no-resume-unpaused',
    ],
  },
  {
    id: 'flow-12',
    source: 'docs',
    seed: true,
    clause: LINES,
    text: 'writelines() has the effect of a write() for each item, so it crosses the line as those would.',
    rules: ['flow-control/writelines-counts', 'buffer/writelines-accepts'],
  },
  {
    id: 'flow-13',
    source: 'agree',
    clause: SET,
    text: 'A high set below what is buffered pauses there and then.',
    rules: ['flow-control/lowering-high-pauses'],
  },
  {
    id: 'flow-14',
    source: 'choice',
    clause: SET,
    text: 'Limits raised above what is buffered resume a paused protocol at once, as CPython’s TLS does, or with the next drain, as most do.',
    rules: ['flow-control/raised-limits-one-way', 'flow-control/raised-limits-resume'],
    choices: ['raisedLimits'],
  },
  {
    id: 'flow-15',
    source: 'agree',
    clause: RESUME,
    text: 'After an abort, a failure or the loss a paused protocol is not resumed any more, and none is paused.',
    rules: ['flow-control/no-resume-after-the-end', 'flow-control/no-pause-after-the-end'],
  },
  {
    id: 'flow-16',
    source: 'choice',
    clause: CLOSE,
    text: 'While a closing transport flushes the rest, it may still pause a protocol that writes, and may still resume a paused one.',
    rules: ['flow-control/pauses-while-closing-one-way', 'flow-control/resumes-while-closing-one-way'],
    choices: ['pausesWhileClosing', 'resumesWhileClosing'],
  },
  {
    id: 'flow-17',
    source: 'agree',
    clause: PAUSE,
    text: 'A write that is refused, or gives nothing, does not pause.',
    rules: ['flow-control/pause-has-a-cause'],
  },
  {
    id: 'flow-18',
    source: 'choice',
    clause: 'asyncio.WriteTransport.write_eof',
    text: 'A protocol that was paused is resumed at low after write_eof() too. One of a transport that is not of asyncio may stay paused then, where its platform documents that, as Node does.',
    rules: [
      'flow-control/resumes-after-eof-one-way',
      'flow-control/resumes-at-low',
      'flow-control/raised-limits-resume',
    ],
    choices: ['resumesAfterEof'],
  },
];
