/** The contract, chapter: close(). Promises and freedoms in our own words; no rule is written here. */
import type { ContractPromise } from '../promise.js';

const CLOSE = 'asyncio.BaseTransport.close';
const IS_CLOSING = 'asyncio.BaseTransport.is_closing';
const LOST = 'asyncio.BaseProtocol.connection_lost';

export const CLOSING_PROMISES: readonly ContractPromise[] = [
  {
    id: 'close-1',
    source: 'docs',
    clause: CLOSE,
    text: 'close() lets what is buffered go out in the background, and connection_lost() follows when it has.',
    rules: [
      'closing/flushes-then-loses',
      'closing/loses-when-empty',
      'closing/close-while-paused',
      'closing/close-only-closes',
      'buffer/closing-keeps-the-buffer',
    ],
  },
  {
    id: 'close-2',
    source: 'docs',
    clause: LOST,
    text: 'connection_lost() then gets None.',
    rules: ['closing/lost-with-none'],
  },
  {
    id: 'close-3',
    source: 'docs',
    clause: CLOSE,
    text: 'From the close on, nothing more is received.',
    rules: ['closing/no-data-after'],
  },
  {
    id: 'close-4',
    source: 'docs',
    clause: IS_CLOSING,
    text: 'is_closing() is true while the transport closes and once it is closed.',
    rules: ['closing/stays-closing'],
  },
  {
    id: 'close-5',
    source: 'agree',
    clause: IS_CLOSING,
    text: 'It turns true in the very call of close() or abort(), and not before something has ended the transport.',
    rules: ['closing/is-closing-at-once', 'abort/is-closing-at-once', 'closing/not-before'],
  },
  {
    id: 'close-6',
    source: 'agree',
    clause: CLOSE,
    text: 'Closing again is without effect.',
    rules: ['closing/second-close-does-nothing', 'closing/nothing-raised'],
  },
  {
    id: 'close-7',
    source: 'agree',
    clause: CLOSE,
    text: 'Until the last byte is flushed there is no connection_lost().',
    rules: ['closing/last-byte-first'],
  },
  {
    id: 'close-8',
    source: 'agree',
    clause: LOST,
    text: 'If the peer resets while the rest is flushed, connection_lost() gets an exception.',
    rules: ['closing/reset-while-flushing'],
  },
  {
    id: 'close-9',
    source: 'docs',
    clause: CLOSE,
    text: 'Whoever has closed a transport should leave it alone.',
    untestable:
      'It asks something of the caller; what a transport does when it is used all the same is free (see below).',
  },
  {
    id: 'close-10',
    source: 'choice',
    clause: CLOSE,
    text: 'A write after the close, while the rest is flushed, is accepted and delivered, dropped, or raises RuntimeError. Outside asyncio it may fail the close, where the platform documents that, as Node does.',
    rules: ['closing/writes-while-flushing'],
    choices: ['writeWhileClosing'],
  },
  {
    id: 'close-11',
    source: 'choice',
    clause: CLOSE,
    text: 'When there is nothing left to flush, and after the loss, a write is dropped, perhaps with a warning, or raises RuntimeError; outside asyncio the one may fail the close, as in Node.',
    rules: ['closing/writes-when-flushed', 'closing/writes-after-the-loss'],
    choices: ['writeAfterClose', 'writeAfterLoss'],
  },
  {
    id: 'close-12',
    source: 'choice',
    clause: CLOSE,
    text: 'There, a value that is not bytes-like raises TypeError or counts as any other write; and where writes raise, an empty one raises too or is let pass.',
    rules: [
      'closing/wrong-write-when-closed',
      'closing/wrong-writelines-when-closed',
      'closing/empty-write-when-closed',
    ],
    choices: ['wrongWriteAfterClose', 'wrongLinesAfterClose', 'emptyAfterClose'],
  },
  {
    id: 'close-13',
    source: 'agree',
    clause: CLOSE,
    text: 'Whatever a late write does, it corrupts, crashes and hangs nothing: it is taken whole or not at all.',
    rules: [
      'closing/writes-whole-or-not',
      'closing/nothing-taken-when-ended',
      'robustness/wrong-type-when-ended',
      'robustness/no-error-of-its-own',
      'robustness/comes-to-rest',
    ],
  },
  {
    id: 'close-14',
    source: 'agree',
    clause: CLOSE,
    text: 'Where several things are free at once, as they are for a late write, a transport is consistent in all of them together.',
    rules: ['robustness/one-dialect'],
  },
];
