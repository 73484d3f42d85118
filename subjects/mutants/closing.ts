/**
 * Mutants of closing: close(), what is flushed after it, and what is_closing() says. One wrong part each; see mutant.ts.
 */
import { ResetError, StateError } from '../errors.js';
import { ReferenceTransport } from '../reference/transport.js';
import { FailsWhenLate } from './late.js';
import { wrong, type Mutant } from './mutant.js';

/** Knows whether connection_lost() is being called or was. */
class MarksTheLoss extends ReferenceTransport {
  protected isLost = false;

  protected override lost(error: unknown): void {
    this.isLost = true;
    super.lost(error);
  }
}

/** Knows whether eof_received() was called and has answered. */
class MarksThePeersEnd extends ReferenceTransport {
  protected hasPeerEnded = false;

  protected override end(): void {
    super.end();
    this.hasPeerEnded = true;
  }
}

export const CLOSING: readonly Mutant[] = [
  {
    name: 'is-closing-only-when-flushed',
    statement: 'is_closing() is true only once the rest is flushed.',
    killedBy: 'closing/is-closing-at-once',
    connect: wrong(
      class extends ReferenceTransport {
        override isClosing(): boolean {
          return this.losing;
        }
      },
    ),
  },
  {
    name: 'forgets-is-closing-when-lost',
    statement: 'is_closing() is false again after connection_lost().',
    killedBy: 'closing/stays-closing',
    shipped: 'CPython’s TLS: python/cpython#101353',
    connect: wrong(
      class extends MarksTheLoss {
        override isClosing(): boolean {
          return this.closing && !this.isLost;
        }
      },
    ),
  },
  {
    name: 'is-closing-since-the-peers-eof',
    statement: 'is_closing() is true after the peer’s EOF, though eof_received() kept the transport open.',
    killedBy: 'closing/not-before',
    connect: wrong(
      class extends MarksThePeersEnd {
        override isClosing(): boolean {
          return this.closing || this.hasPeerEnded;
        }
      },
    ),
  },
  {
    name: 'closing-before-eof-received',
    statement: 'Takes itself for closing before eof_received() has answered, and takes it back.',
    killedBy: 'closing/not-before',
    spreads: 'Whatever is called inside eof_received() meets a transport that takes itself for closed.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          this.wire.onReadable(null);
          this.closing = true;
          let keeps = false;
          this.hand(() => {
            keeps = this.protocol.eofReceived();
          });
          if (this.losing) return;
          this.closing = false;
          if (!keeps) this.close();
        }
      },
    ),
  },
  {
    name: 'second-close-raises',
    statement: 'A second close() raises.',
    killedBy: 'closing/nothing-raised',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          if (this.closing) throw new StateError('The transport is closed.');
          super.close();
        }
      },
    ),
  },
  {
    name: 'close-never-ends-after-a-flush',
    statement: 'After a close() the rest is flushed, and that is all.',
    killedBy: 'closing/flushes-then-loses',
    shipped: 'CPython’s proactor, datagrams: python/cpython#82652',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flushed(): void {
          if (this.eof && !this.closing) this.wire.shutdown();
        }
      },
    ),
  },
  {
    name: 'empty-close-waits-for-room',
    statement: 'A close() of an empty buffer ends only when the wire has room again.',
    killedBy: 'closing/loses-when-empty',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          if (this.closing) return;
          this.closing = true;
          this.wire.onReadable(null);
          this.wire.onWritable(this.onWritable);
        }
      },
    ),
  },
  {
    name: 'close-drops-the-tail',
    statement: 'close() ends like an abort: what is buffered is lost with it.',
    killedBy: 'closing/last-byte-first',
    shipped: 'asyncio before CPython, its proactor: python/asyncio#35',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          this.lose(null);
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
  {
    name: 'close-ends-at-low',
    statement: 'After a close() connection_lost() comes where a paused protocol would be resumed.',
    killedBy: 'closing/last-byte-first',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flush(): void {
          super.flush();
          if (this.closing && this.isLow(this.buffer.size)) this.lose(null);
        }
      },
    ),
  },
  {
    name: 'no-flush-after-the-peers-eof',
    statement: 'Once the peer has ended its side, a close() no longer flushes.',
    killedBy: 'closing/last-byte-first',
    connect: wrong(
      class extends MarksThePeersEnd {
        override close(): void {
          if (this.hasPeerEnded) this.lose(null);
          else super.close();
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
  {
    name: 'ends-with-what-was-there-at-the-close',
    statement: 'Accepts writes while the rest is flushed, and ends with the last byte of before the close().',
    killedBy: 'closing/last-byte-first',
    shipped: 'CPython 3.12 and 3.13: python/cpython#115514',
    connect: wrong(
      class extends ReferenceTransport {
        private due = 0;

        override close(): void {
          if (!this.closing) this.due = this.buffer.size;
          super.close();
        }

        protected override flush(): void {
          const before = this.buffer.size;
          super.flush();
          if (!this.closing) return;
          this.due -= before - this.buffer.size;
          if (this.due <= 0) this.lose(null);
        }
      },
      { writeWhileClosing: 'accepted' },
    ),
  },
  {
    name: 'close-with-an-exception',
    statement: 'After a close() that had something to flush connection_lost() gets an exception.',
    killedBy: 'closing/lost-with-none',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flushed(): void {
          if (this.closing) this.lose(new StateError('The transport was closed.'));
          else super.flushed();
        }
      },
    ),
  },
  {
    name: 'reset-while-flushing-is-none',
    statement: 'A reset during the flush of a close() is told as None.',
    killedBy: 'closing/reset-while-flushing',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lose(error: unknown): void {
          super.lose(this.closing && error instanceof ResetError ? null : error);
        }
      },
    ),
  },
  {
    name: 'reads-on-while-flushing',
    statement: 'Goes on reading while the rest is flushed.',
    killedBy: 'closing/no-data-after',
    shipped: 'uvloop’s TLS: MagicStack/uvloop#471',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          if (this.closing) return;
          this.closing = true;
          if (this.buffer.size === 0) this.lose(null);
        }
      },
    ),
  },
  {
    name: 'reads-on-though-closed-in-data-received',
    statement: 'Does not read during data_received(), and goes on after it, though it was closed there.',
    killedBy: 'closing/no-data-after',
    connect: wrong(
      class extends ReferenceTransport {
        protected override received(bytes: Uint8Array): void {
          this.wire.onReadable(null);
          super.received(bytes);
          if (!this.losing) this.wire.onReadable(() => this.read());
        }
      },
    ),
  },
  {
    name: 'second-close-aborts',
    statement: 'A second close() aborts.',
    killedBy: 'closing/second-close-does-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          if (this.closing) this.abort();
          else super.close();
        }
      },
    ),
  },
  {
    name: 'close-sends-in-the-call',
    statement: 'close() tries to flush in the call.',
    killedBy: 'closing/close-only-closes',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          const isFirst = !this.closing;
          super.close();
          if (isFirst) this.flush();
        }
      },
    ),
  },
  {
    name: 'writelines-accepted-while-flushing',
    statement: 'While the rest is flushed a write() is dropped and a writelines() accepted.',
    killedBy: 'closing/writes-while-flushing',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          const bytes = this.bytesOf(data);
          if (!this.closing && this.mayWrite() && bytes.length > 0) this.accept([bytes]);
        }
      },
      { writeWhileClosing: 'accepted' },
    ),
  },
  {
    name: 'half-a-writelines-while-flushing',
    statement: 'While the rest is flushed a writelines() takes its first item alone.',
    killedBy: 'closing/writes-whole-or-not',
    connect: wrong(
      class extends ReferenceTransport {
        protected override accept(chunks: readonly Uint8Array[]): void {
          super.accept(this.closing ? chunks.slice(0, 1) : chunks);
        }
      },
      { writeWhileClosing: 'accepted' },
    ),
  },
  {
    name: 'write-raises-once-closed-writelines-not',
    statement: 'After a close() with nothing to flush, or an abort(), a write() raises and a writelines() is dropped.',
    killedBy: 'closing/writes-when-flushed',
    connect: wrong(
      class extends MarksTheLoss {
        override write(data: ArrayBufferView): void {
          const isClosed = this.losing && !this.isLost;
          super.write(data);
          if (isClosed) throw new StateError('The transport is closed.');
        }
      },
    ),
  },
  {
    name: 'third-late-write-raises',
    statement: 'After connection_lost() two writes are dropped, and the third raises.',
    killedBy: 'closing/writes-after-the-loss',
    connect: wrong(
      class extends MarksTheLoss {
        private late = 0;

        protected override mayWrite(): boolean {
          if (this.isLost && ++this.late >= 3) throw new StateError('The transport is closed.');
          return super.mayWrite();
        }
      },
    ),
  },
  {
    name: 'queues-what-is-written-after-abort',
    statement: 'What is written after an abort() is queued for nobody.',
    killedBy: 'closing/nothing-taken-when-ended',
    connect: wrong(
      class extends MarksTheLoss {
        override write(data: ArrayBufferView): void {
          if (this.losing && !this.isLost) this.buffer.push(this.bytesOf(data));
          else super.write(data);
        }
      },
    ),
  },
  {
    name: 'writelines-after-the-loss-is-queued',
    statement: 'A writelines() after connection_lost() is queued, where a write() is dropped.',
    killedBy: 'closing/nothing-taken-when-ended',
    shipped: 'CPython 3.12 to 3.14.0: python/cpython#136234',
    connect: wrong(
      class extends MarksTheLoss {
        override writelines(items: Iterable<ArrayBufferView>): void {
          if (!this.isLost) return super.writelines(items);
          for (const item of items) this.buffer.push(this.bytesOf(item));
        }
      },
    ),
  },
  {
    name: 'wrong-write-dropped-when-lost',
    statement: 'A wrong type given to write() is a TypeError after a close(), and nothing any more after the loss.',
    killedBy: 'closing/wrong-write-when-closed',
    connect: wrong(
      class extends MarksTheLoss {
        override write(data: ArrayBufferView): void {
          if (!this.isLost) super.write(data);
        }
      },
    ),
  },
  {
    name: 'wrong-writelines-dropped-when-lost',
    statement:
      'A wrong type given to writelines() is a TypeError after a close(), and nothing any more after the loss.',
    killedBy: 'closing/wrong-writelines-when-closed',
    connect: wrong(
      class extends MarksTheLoss {
        override writelines(items: Iterable<ArrayBufferView>): void {
          if (!this.isLost) super.writelines(items);
        }
      },
    ),
  },
  {
    name: 'empty-writelines-never-refused',
    statement: 'On a closed transport an empty write() raises as any does, and an empty writelines() never.',
    killedBy: 'closing/empty-write-when-closed',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          this.bytesOf(data);
          if (this.losing) throw new StateError('The transport is closed.');
          super.write(data);
        }

        override writelines(items: Iterable<ArrayBufferView>): void {
          const chunks = [...items].map((item) => this.bytesOf(item));
          if (this.losing && chunks.some((bytes) => bytes.length > 0)) throw new StateError('The transport is closed.');
          super.writelines(chunks);
        }
      },
    ),
  },
  {
    name: 'paused-close-never-ends',
    statement: 'A transport that was paused when it was closed flushes, and never ends.',
    killedBy: 'closing/close-while-paused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {
          if (!this.closing) super.maybeResume();
        }

        protected override flushed(): void {
          if (!this.closing || !this.paused) super.flushed();
        }
      },
    ),
  },
  {
    name: 'close-in-resume-ends-twice',
    statement: 'Where resume_writing() closes or aborts, the flush that goes on ends the transport a second time.',
    killedBy: 'closing/close-in-resume-at-zero',
    shipped: 'CPython: python/cpython#156512',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {
          const wasLosing = this.losing;
          super.maybeResume();
          if (this.losing && !wasLosing) this.loop.callSoon(() => this.lost(null));
        }
      },
    ),
  },
  {
    name: 'abort-ignored-while-closing',
    statement: 'abort() does nothing while the rest is flushed.',
    killedBy: 'closing/abort-ends-a-stalled-flush',
    spreads:
      'All that an abort() promises is missing: each promise has a rule, and which is first depends on what follows.',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (!this.closing) super.abort();
        }
      },
    ),
  },
  {
    name: 'abort-raises-while-closing',
    statement: 'abort() after a close() raises.',
    killedBy: 'closing/abort-after-the-close',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (this.closing) throw new StateError('The transport is closing.');
          super.abort();
        }
      },
    ),
  },
  {
    name: 'write-fails-the-flush',
    statement:
      'A write after write_eof() or a close ends the transport with an error, as in Node, and the rest is lost.',
    killedBy: 'closing/writes-while-flushing',
    connect: wrong(
      class extends FailsWhenLate {
        protected override get isLate(): boolean {
          return this.eof || this.closing;
        }
      },
    ),
  },
];
