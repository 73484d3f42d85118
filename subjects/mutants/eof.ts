/**
 * Mutants of the half-close: write_eof() and can_write_eof(). One wrong part each; see mutant.ts.
 */
import { StateError, UnsupportedError } from '../errors.js';
import { ReferenceTransport } from '../reference/transport.js';
import { FailsWhenLate } from './late.js';
import { wrong, type Mutant } from './mutant.js';

export const EOF: readonly Mutant[] = [
  {
    name: 'end-refused-later-once-lost',
    statement: 'The first write_eof() after the loss does nothing, and those that follow raise RuntimeError.',
    killedBy: 'eof/after-the-loss-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        private late = 0;
        private isLost = false;

        override writeEof(): void {
          if (this.isLost && this.late++ > 0) throw new StateError('The connection is lost.');
          super.writeEof();
        }

        protected override lost(error: unknown): void {
          super.lost(error);
          this.isLost = true;
        }
      },
    ),
  },
  {
    name: 'can-write-eof-until-closed',
    statement: 'can_write_eof() is false once the transport is closing.',
    killedBy: 'eof/answer-never-changes',
    connect: wrong(
      class extends ReferenceTransport {
        override canWriteEof(): boolean {
          return !this.closing;
        }
      },
    ),
  },
  {
    name: 'write-eof-not-implemented-behind-data',
    statement: 'write_eof() with something buffered raises NotImplementedError, though can_write_eof() is true.',
    killedBy: 'eof/unsupported-raises',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          if (!this.closing && this.buffer.size > 0) throw new UnsupportedError('Not behind what is buffered.');
          super.writeEof();
        }
      },
    ),
  },
  {
    name: 'write-eof-raises-while-paused',
    statement: 'write_eof() of a paused transport raises.',
    killedBy: 'eof/nothing-else-raised',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          if (this.paused && !this.closing && !this.eof) throw new StateError('Writing is paused.');
          super.writeEof();
        }
      },
    ),
  },
  {
    name: 'eof-overtakes-the-data',
    statement: 'write_eof() ends the stream at once, before what is buffered.',
    killedBy: 'eof/after-the-buffer',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          if (this.eof || this.closing) return;
          this.eof = true;
          this.wire.shutdown();
        }
      },
    ),
  },
  {
    name: 'eof-forgotten-behind-data',
    statement: 'A write_eof() with something buffered is never sent.',
    killedBy: 'eof/arrives',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flushed(): void {
          if (this.closing) this.lose(null);
        }
      },
    ),
  },
  {
    name: 'eof-forgotten-in-resume',
    statement: 'A write_eof() inside resume_writing() is left to a flush that looked for one before.',
    killedBy: 'eof/arrives',
    connect: wrong(
      class extends ReferenceTransport {
        private isResuming = false;
        private isForgotten = false;

        override writeEof(): void {
          if (!this.isResuming || this.eof || this.closing) return super.writeEof();
          this.eof = this.isForgotten = true;
        }

        protected override maybeResume(): void {
          this.isResuming = true;
          super.maybeResume();
          this.isResuming = false;
        }

        protected override flushed(): void {
          if (this.closing || !this.isForgotten) super.flushed();
        }
      },
    ),
  },
  {
    name: 'eof-waits-for-a-late-writer',
    statement: 'A write_eof() with nothing buffered goes out only with the next write, which it refuses.',
    killedBy: 'eof/arrives',
    connect: wrong(
      class extends ReferenceTransport {
        private isOwed = false;

        override writeEof(): void {
          if (this.eof || this.closing) return;
          this.eof = true;
          this.isOwed = this.buffer.size === 0;
        }

        protected override mayWrite(): boolean {
          if (this.isOwed && !this.closing) this.wire.shutdown();
          return super.mayWrite();
        }
      },
    ),
  },
  {
    name: 'answers-eof-with-eof',
    statement: 'When the peer ends its side and is kept, this side ends its own, unasked.',
    killedBy: 'eof/not-unasked',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          super.end();
          if (!this.closing && this.buffer.size === 0) this.wire.shutdown();
        }
      },
    ),
  },
  {
    name: 'second-write-eof-closes',
    statement: 'A second write_eof() closes.',
    killedBy: 'eof/second-does-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          if (this.eof) this.close();
          else super.writeEof();
        }
      },
    ),
  },
  {
    name: 'write-eof-after-close-raises',
    statement: 'write_eof() after connection_lost() fails on what was let go of there.',
    killedBy: 'eof/nothing-when-closing',
    shipped: 'CPython 3.5: python/cpython#75828',
    connect: wrong(
      class extends ReferenceTransport {
        private isTornDown = false;

        override writeEof(): void {
          if (this.isTornDown && !this.eof) throw new TypeError('Cannot read properties of null (reading ‘shutdown’).');
          super.writeEof();
        }

        protected override lost(error: unknown): void {
          super.lost(error);
          this.isTornDown = true;
        }
      },
    ),
  },
  {
    name: 'write-eof-cuts-a-flush-short',
    statement: 'write_eof() after a close() ends the stream before the rest.',
    killedBy: 'eof/nothing-when-closing',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          if (this.closing && !this.losing) this.wire.shutdown();
          else super.writeEof();
        }
      },
    ),
  },
  {
    name: 'write-eof-closes',
    statement: 'write_eof() closes the transport.',
    killedBy: 'eof/keeps-the-buffer',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          super.writeEof();
          this.close();
        }
      },
    ),
  },
  {
    name: 'writes-until-the-eof-is-out',
    statement: 'A write after write_eof() is accepted as long as that waits behind other data.',
    killedBy: 'eof/no-write-after',
    connect: wrong(
      class extends ReferenceTransport {
        protected override mayWrite(): boolean {
          return (this.eof && !this.closing && this.buffer.size > 0) || super.mayWrite();
        }
      },
    ),
  },
  {
    name: 'close-lifts-the-eof',
    statement: 'After both write_eof() and close() a write is accepted while the rest is flushed.',
    killedBy: 'eof/no-write-after-while-closing',
    connect: wrong(
      class extends ReferenceTransport {
        protected override mayWrite(): boolean {
          return (this.closing && !this.losing) || super.mayWrite();
        }
      },
      { writeWhileClosing: 'accepted' },
    ),
  },
  {
    name: 'writelines-dropped-after-eof',
    statement: 'After write_eof() a write() raises and a writelines() is dropped.',
    killedBy: 'eof/write-after-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const chunks = [...items].map((item) => this.bytesOf(item));
          if (!this.eof) super.writelines(chunks);
        }
      },
    ),
  },
  {
    name: 'empty-writelines-passes-after-eof',
    statement: 'After write_eof() an empty write() raises as any does, and an empty writelines() does not.',
    killedBy: 'eof/empty-write-after-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const chunks = [...items].map((item) => this.bytesOf(item));
          if (chunks.some((bytes) => bytes.length > 0)) super.writelines(chunks);
        }
      },
    ),
  },
  {
    name: 'wrong-write-refused-once-eof-is-out',
    statement:
      'A wrong type given to write() is a TypeError while write_eof() waits, and a RuntimeError once it is out.',
    killedBy: 'eof/wrong-write-after',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          if (this.eof && !this.closing && this.buffer.size === 0) this.mayWrite();
          super.write(data);
        }
      },
    ),
  },
  {
    name: 'wrong-writelines-refused-once-eof-is-out',
    statement:
      'A wrong type given to writelines() is a TypeError while write_eof() waits, a RuntimeError once it is out.',
    killedBy: 'eof/wrong-writelines-after',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          if (this.eof && !this.closing && this.buffer.size === 0) this.mayWrite();
          super.writelines(items);
        }
      },
    ),
  },
  {
    name: 'eof-of-an-idle-transport-waits',
    statement: 'write_eof() ends the stream in the call, but in the loop where nothing was ever written.',
    killedBy: 'eof/goes-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        private hasWritten = false;

        override writeEof(): void {
          if (this.eof || this.closing || this.hasWritten) return super.writeEof();
          this.eof = true;
          this.loop.callSoon(() => {
            if (!this.losing) this.wire.shutdown();
          });
        }

        protected override accept(chunks: readonly Uint8Array[]): void {
          this.hasWritten = true;
          super.accept(chunks);
        }
      },
    ),
  },
  {
    name: 'write-eof-ends-reading',
    statement: 'write_eof() ends the reading side, too.',
    killedBy: 'eof/data-still-received',
    connect: wrong(
      class extends ReferenceTransport {
        override writeEof(): void {
          super.writeEof();
          this.wire.onReadable(null);
        }
      },
    ),
  },
  {
    name: 'eof-forgets-the-close',
    statement: 'After a write_eof() behind data, the flush of a close() ends the stream and not the connection.',
    killedBy: 'eof/close-after',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flushed(): void {
          if (this.eof) this.wire.shutdown();
          else super.flushed();
        }
      },
    ),
  },
  {
    name: 'peers-eof-ignored-after-our-own',
    statement: 'After write_eof() the peer’s own end is not told.',
    killedBy: 'eof/peer-eof-after',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          if (this.eof) this.wire.onReadable(null);
          else super.end();
        }
      },
    ),
  },
  {
    name: 'late-write-is-fatal',
    statement: 'A write after write_eof() raises nothing and ends the transport with an error, as in Node.',
    killedBy: 'eof/write-after-one-way',
    connect: wrong(
      class extends FailsWhenLate {
        protected override get isLate(): boolean {
          return this.eof && !this.closing;
        }
      },
    ),
  },
];
