/**
 * Mutants of abort(): at once, whatever the peer does, and with nothing of what was buffered. One wrong part each; see
 * mutant.ts.
 */
import { StateError } from '../errors.js';
import type { Wire } from '../parts.js';
import { SendBuffer } from '../reference/buffer.js';
import { ReferenceTransport } from '../reference/transport.js';
import { wrong, type Mutant } from './mutant.js';

export const ABORT: readonly Mutant[] = [
  {
    name: 'is-closing-only-when-lost',
    statement: 'After an abort() is_closing() is true only with connection_lost().',
    killedBy: 'abort/is-closing-at-once',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          const wasClosing = this.closing;
          super.abort();
          this.closing = wasClosing;
        }

        protected override lost(error: unknown): void {
          this.closing = true;
          super.lost(error);
        }
      },
    ),
  },
  {
    name: 'abort-waits-for-the-peer',
    statement: 'abort() drops the buffer, and ends only when the wire has room again.',
    killedBy: 'abort/loses-without-waiting',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (this.losing) return;
          this.closing = true;
          this.wire.onReadable(null);
          this.buffer.clear();
          this.wire.onWritable(() => this.lose(null));
        }
      },
    ),
  },
  {
    name: 'abort-with-an-exception',
    statement: 'After an abort() connection_lost() gets an exception.',
    killedBy: 'abort/lost-with-none',
    shipped: 'zuvloop, until Kludex/zuvloop#16',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          this.lose(new StateError('The transport was aborted.'));
        }
      },
    ),
  },
  {
    name: 'abort-tells-an-unnoticed-reset',
    statement: 'An abort() of a connection that the peer has reset tells that reset.',
    killedBy: 'abort/lost-with-none',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (this.losing) return;
          this.lose(errorOf(this.wire));
        }
      },
    ),
  },
  {
    name: 'sends-the-rest-before-the-loss',
    statement: 'What is buffered at an abort() goes out with connection_lost(), as far as the wire takes it.',
    killedBy: 'abort/nothing-arrives-later',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lost(error: unknown): void {
          if (error === null) this.trySending();
          super.lost(error);
        }

        private trySending(): void {
          try {
            this.buffer.sendTo(this.wire);
          } catch {
            // It was only a try.
          }
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
  {
    name: 'abort-sends-in-the-call',
    statement: 'abort() hands the wire what it takes before it drops the rest.',
    killedBy: 'abort/sends-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (!this.losing && errorOf(this.wire) === null) this.buffer.sendTo(this.wire);
          super.abort();
        }
      },
    ),
  },
  {
    name: 'abort-goes-on-reading',
    statement: 'After an abort() the loss takes a turn longer, and the reader goes on until then.',
    killedBy: 'abort/only-the-loss-follows',
    shipped: 'CPython 3.5: python/asyncio#359',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (this.losing) return;
          this.losing = this.closing = true;
          this.wire.onWritable(null);
          this.buffer.clear();
          this.loop.callSoon(() => this.loop.callSoon(() => this.lost(null)));
        }
      },
    ),
  },
  {
    name: 'wakes-the-writer-before-the-loss',
    statement: 'A paused protocol is resumed before its connection_lost().',
    killedBy: 'abort/only-the-loss-follows',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lost(error: unknown): void {
          if (this.paused) {
            this.paused = false;
            this.tell(() => this.protocol.resumeWriting());
          }
          super.lost(error);
        }
      },
    ),
  },
  {
    name: 'abort-resumes',
    statement: 'An abort() empties the buffer, and so resumes a paused protocol.',
    killedBy: 'abort/only-the-loss-follows',
    shipped: 'zuvloop, until Kludex/zuvloop#33',
    spreads:
      'The resume comes inside whatever call ends the transport: abort(), a write that fails, a callback that raises.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lose(error: unknown): void {
          super.lose(error);
          if (!this.paused) return;
          this.paused = false;
          this.tell(() => this.protocol.resumeWriting());
        }
      },
    ),
  },
  {
    name: 'abort-after-the-loss-raises',
    statement: 'abort() after connection_lost() fails on what was let go of there.',
    killedBy: 'abort/idempotent',
    shipped: 'CPython 3.13, as met in agronholm/anyio#1250',
    connect: wrong(
      class extends ReferenceTransport {
        private isTornDown = false;

        override abort(): void {
          if (this.isTornDown) throw new TypeError('Cannot read properties of null (reading ‘callSoon’).');
          super.abort();
        }

        protected override lost(error: unknown): void {
          super.lost(error);
          this.isTornDown = true;
        }
      },
    ),
  },
  {
    name: 'size-kept-when-abort-follows-close',
    statement: 'An abort() empties the buffer, but one that ends a close() leaves its size until connection_lost().',
    killedBy: 'abort/size-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          const wasClosing = this.closing;
          super.abort();
          if (!wasClosing) this.buffer.clear();
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
  {
    name: 'abort-forgets-one-chunk',
    statement: 'What an abort() drops is subtracted from the size but for the chunk that was next.',
    killedBy: 'abort/size-zero-or-kept',
    connect: wrong(
      class extends ReferenceTransport {
        protected override makeBuffer(): SendBuffer {
          return new (class extends SendBuffer {
            override clear(): void {
              const first = this.chunks[this.next];
              const left = first === undefined ? 0 : first.length - this.gone;
              super.clear();
              this.held = left;
            }
          })(this.choices.mutableChunks);
        }
      },
    ),
  },
  {
    name: 'late-bytes-count-in-the-loss',
    statement: 'Bytes dropped after an abort() are counted in the size that connection_lost() sees.',
    killedBy: 'abort/size-in-the-loss',
    connect: wrong(
      class extends ReferenceTransport {
        private late = 0;
        private isLost = false;

        override write(data: ArrayBufferView): void {
          super.write(data);
          if (this.losing && !this.isLost) this.late += data.byteLength;
        }

        override getWriteBufferSize(): number {
          return super.getWriteBufferSize() + (this.isLost ? this.late : 0);
        }

        protected override lost(error: unknown): void {
          this.isLost = true;
          super.lost(error);
          this.late = 0;
        }
      },
    ),
  },
  {
    name: 'size-comes-back-in-the-loss',
    statement: 'After an abort() the size is 0, and inside connection_lost() what it was before.',
    killedBy: 'abort/size-in-the-loss',
    connect: wrong(
      class extends ReferenceTransport {
        private isHidden = false;

        override getWriteBufferSize(): number {
          return this.isHidden ? 0 : super.getWriteBufferSize();
        }

        protected override lose(error: unknown): void {
          super.lose(error);
          this.isHidden = true;
        }

        protected override lost(error: unknown): void {
          this.isHidden = false;
          this.tell(() => this.protocol.connectionLost(error));
          this.buffer.clear();
          this.wire.close();
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
];

/** The error that a wire would meet if it were tried. */
function errorOf(wire: Wire): unknown {
  try {
    wire.send(new Uint8Array());
    return null;
  } catch (error) {
    return error;
  }
}
