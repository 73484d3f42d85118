/** The contract, chapter: write_eof(). Promises and freedoms in our own words; no rule is written here. */
import type { ContractPromise } from '../promise.js';

const EOF = 'asyncio.WriteTransport.write_eof';
const CAN = 'asyncio.WriteTransport.can_write_eof';

export const EOF_PROMISES: readonly ContractPromise[] = [
  {
    id: 'eof-1',
    source: 'docs',
    seed: true,
    clause: CAN,
    text: 'can_write_eof() tells whether the transport supports write_eof(): true if so, and false if not.',
    rules: ['eof/unsupported-raises', 'lifecycle/half-close-known'],
    choices: ['halfClose'],
  },
  {
    id: 'eof-2',
    source: 'docs',
    clause: EOF,
    text: 'Where it is not supported, as over TLS, write_eof() raises NotImplementedError.',
    rules: ['eof/unsupported-raises'],
  },
  {
    id: 'eof-3',
    source: 'docs',
    clause: EOF,
    text: 'Where it is, the writing side ends once what is buffered has gone out.',
    rules: ['eof/after-the-buffer', 'eof/arrives', 'eof/keeps-the-buffer', 'eof/once', 'eof/not-unasked'],
  },
  {
    id: 'eof-4',
    source: 'docs',
    clause: EOF,
    text: 'The other direction stays: what the peer sends is still received.',
    rules: ['eof/data-still-received', 'eof/peer-eof-after'],
  },
  {
    id: 'eof-5',
    source: 'agree',
    clause: CAN,
    text: 'can_write_eof() gives the same answer for as long as the transport lives.',
    rules: ['eof/answer-never-changes'],
  },
  {
    id: 'eof-6',
    source: 'agree',
    clause: EOF,
    text: 'Asking for the end a second time is without effect.',
    rules: ['eof/second-does-nothing', 'eof/nothing-else-raised'],
  },
  {
    id: 'eof-7',
    source: 'choice',
    clause: EOF,
    text: 'On an empty buffer the end goes out in the call, or from the loop.',
    rules: ['eof/goes-one-way'],
    choices: ['eofTries'],
  },
  {
    id: 'eof-8',
    source: 'agree',
    clause: EOF,
    text: 'No write is taken after it, whether the transport is open or closing.',
    rules: ['eof/no-write-after', 'eof/no-write-after-while-closing'],
  },
  {
    id: 'eof-9',
    source: 'choice',
    clause: EOF,
    text: 'A write after it raises RuntimeError, as sockets do, or is dropped, as pipes do; it ends the transport with an error only where its platform documents that, as Node does, and never in asyncio. Where both an end of writing and a close stand behind, either may decide.',
    rules: ['eof/write-after-one-way', 'eof/no-write-after-while-closing'],
    choices: ['writeAfterEof', 'checksFirst'],
  },
  {
    id: 'eof-10',
    source: 'choice',
    clause: EOF,
    text: 'An empty write after it may raise as well; a value that is not bytes-like raises TypeError or counts as any other write.',
    rules: ['eof/empty-write-after-one-way', 'eof/wrong-write-after', 'eof/wrong-writelines-after'],
    choices: ['emptyAfterEof', 'wrongWriteAfterEof', 'wrongLinesAfterEof'],
  },
  {
    id: 'eof-11',
    source: 'agree',
    clause: EOF,
    text: 'On a pipe, which has one direction only, the end of writing is the end of the connection: write_eof() is a close there.',
    rules: [
      'eof/keeps-the-buffer',
      'lifecycle/half-close-known',
      'closing/flushes-then-loses',
      'eof/nothing-when-closing',
    ],
    choices: ['halfClose'],
  },
  {
    id: 'eof-12',
    source: 'agree',
    clause: EOF,
    text: 'While the transport closes, and after the loss, write_eof() is without effect.',
    rules: ['eof/nothing-when-closing', 'eof/nothing-else-raised'],
  },
  {
    id: 'eof-13',
    source: 'agree',
    clause: EOF,
    text: 'After write_eof() a close and an abort work as they do elsewhere.',
    rules: ['eof/close-after'],
  },
  {
    id: 'eof-14',
    source: 'agree',
    clause: EOF,
    text: 'Until the loss the end goes out in write_eof() or from the loop, in no other call.',
    rules: ['eof/from-the-call-or-the-loop'],
  },
];
