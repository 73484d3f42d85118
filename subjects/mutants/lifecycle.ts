/**
 * Mutants of the life of a connection: made, read, ended by the peer, lost. One wrong part each; see mutant.ts.
 */
import { ResetError, UnsupportedError } from '../errors.js';
import { ReferenceTransport } from '../reference/transport.js';
import { wrong, type Mutant } from './mutant.js';

/** Looks for a reset after the peer's EOF, as long as the wire has no room: what looks for room would hear of both. */
abstract class WatchesWhenIdle extends ReferenceTransport {
  protected abstract noticed(error: unknown): void;

  protected override end(): void {
    super.end();
    if (!this.closing && this.buffer.size === 0) this.wire.onWritable(() => this.look());
  }

  private look(): void {
    this.wire.onWritable(null);
    try {
      this.wire.read(0);
    } catch (error) {
      this.noticed(error);
    }
  }
}

export const LIFECYCLE: readonly Mutant[] = [
  {
    name: 'resumes-before-it-is-made',
    statement: 'Tells a new protocol that it may write before connection_made().',
    killedBy: 'lifecycle/made-first',
    connect: wrong(
      class extends ReferenceTransport {
        protected override begin(): void {
          this.tell(() => this.protocol.resumeWriting());
          super.begin();
        }
      },
    ),
  },
  {
    name: 'made-with-the-first-data',
    statement: 'connection_made() comes only when the peer sends something.',
    killedBy: 'lifecycle/made-at-all',
    connect: wrong(
      class extends ReferenceTransport {
        protected override begin(): void {
          this.wire.onReadable(() => super.begin());
        }
      },
    ),
  },
  {
    name: 'made-again-with-the-first-data',
    statement: 'connection_made() comes again with the first data, as after a handshake.',
    killedBy: 'lifecycle/made-once',
    connect: wrong(
      class extends ReferenceTransport {
        private hasReceived = false;

        protected override received(bytes: Uint8Array): void {
          if (!this.hasReceived) this.tell(() => this.protocol.connectionMade(this));
          this.hasReceived = true;
          if (!this.closing) super.received(bytes);
        }
      },
    ),
  },
  {
    name: 'wakes-the-writer-after-the-loss',
    statement: 'A paused protocol is resumed after its connection_lost().',
    killedBy: 'lifecycle/lost-last',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lost(error: unknown): void {
          super.lost(error);
          if (this.paused) this.tell(() => this.protocol.resumeWriting());
          this.paused = false;
        }
      },
    ),
  },
  {
    name: 'abort-after-close-tells-it-twice',
    statement: 'An abort() between close() and connection_lost() has a connection_lost() of its own.',
    killedBy: 'lifecycle/lost-once',
    connect: wrong(
      class extends ReferenceTransport {
        private isLost = false;

        override abort(): void {
          if (this.losing && !this.isLost) this.loop.callSoon(() => this.lost(null));
          else super.abort();
        }

        protected override lost(error: unknown): void {
          this.isLost = true;
          super.lost(error);
        }
      },
    ),
  },
  {
    name: 'forgets-in-the-loss-that-it-is-lost',
    statement: 'Inside connection_lost() it is not marked as ended: an abort() there ends it again.',
    killedBy: 'lifecycle/lost-once',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lost(error: unknown): void {
          this.losing = false;
          super.lost(error);
          this.losing = true;
        }
      },
    ),
  },
  {
    name: 'abort-tells-the-loss-in-the-call',
    statement: 'abort() calls connection_lost() itself.',
    killedBy: 'lifecycle/lost-from-the-loop',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          if (this.losing) return;
          this.losing = this.closing = true;
          this.wire.onReadable(null);
          this.wire.onWritable(null);
          this.lost(null);
        }
      },
    ),
  },
  {
    name: 'failed-write-tells-the-loss-in-the-call',
    statement: 'A write that meets a reset calls connection_lost() itself.',
    killedBy: 'lifecycle/lost-from-the-loop',
    shipped: 'Cockpit’s bridge, until cockpit-project/cockpit#20881',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lose(error: unknown): void {
          if (this.losing || error === null) return super.lose(error);
          this.losing = this.closing = true;
          this.wire.onReadable(null);
          this.wire.onWritable(null);
          this.lost(error);
        }
      },
    ),
  },
  {
    name: 'write-reads',
    statement: 'A write also reads what waits.',
    killedBy: 'lifecycle/reading-from-the-loop',
    connect: wrong(
      class extends ReferenceTransport {
        protected override accept(chunks: readonly Uint8Array[]): void {
          super.accept(chunks);
          if (!this.closing) this.look();
        }

        private look(): void {
          try {
            this.wire.read(0);
          } catch {
            return; // the reader meets it as well
          }
          this.read();
        }
      },
    ),
  },
  {
    name: 'lost-when-the-eof-is-out',
    statement: 'A write_eof() that had to wait behind data ends the connection once it is out.',
    killedBy: 'lifecycle/lost-for-a-reason',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flushed(): void {
          super.flushed();
          if (this.eof) this.loop.callSoon(() => this.lose(null));
        }
      },
    ),
  },
  {
    name: 'reset-of-an-idle-transport-is-none',
    statement: 'A reset is told as None where nothing was left to write.',
    killedBy: 'lifecycle/reset-is-told',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lose(error: unknown): void {
          super.lose(error instanceof ResetError && this.buffer.size === 0 ? null : error);
        }
      },
    ),
  },
  {
    name: 'reset-in-reading-is-swallowed',
    statement: 'A reset that reading meets ends the reading, and no more.',
    killedBy: 'lifecycle/reset-is-noticed',
    connect: wrong(
      class extends ReferenceTransport {
        protected override read(): void {
          try {
            this.wire.read(0);
          } catch {
            return this.wire.onReadable(null);
          }
          super.read();
        }
      },
    ),
  },
  {
    name: 'idle-reset-noticed-until-a-drain',
    statement: 'A reset after the peer’s EOF is noticed, but not where the wire had room in between.',
    killedBy: 'lifecycle/idle-reset-one-way',
    connect: wrong(
      class extends WatchesWhenIdle {
        protected override noticed(error: unknown): void {
          this.lose(error);
        }
      },
    ),
  },
  {
    name: 'idle-reset-half-ends-it',
    statement: 'After an idle reset the transport says that it is closing, and connection_lost() never comes.',
    killedBy: 'lifecycle/idle-reset-ends-or-waits',
    connect: wrong(
      class extends WatchesWhenIdle {
        protected override noticed(): void {
          this.closing = true;
        }
      },
    ),
  },
  {
    name: 'does-not-read-while-paused',
    statement: 'What comes while writing is paused is not read before it is resumed.',
    killedBy: 'lifecycle/data-is-delivered',
    connect: wrong(
      class extends ReferenceTransport {
        private hasPeerEnded = false;

        protected override maybePause(): void {
          if (!this.paused && this.isHigh(this.buffer.size)) this.wire.onReadable(null);
          super.maybePause();
        }

        protected override maybeResume(): void {
          const wasPaused = this.paused;
          super.maybeResume();
          if (!wasPaused || this.paused || this.closing || this.hasPeerEnded) return;
          this.wire.onReadable(() => this.read());
        }

        protected override end(): void {
          this.hasPeerEnded = true;
          super.end();
        }
      },
    ),
  },
  {
    name: 'loses-the-last-byte-of-64-kib',
    statement: 'Of what one read brings only 65,535 bytes are received.',
    killedBy: 'lifecycle/data-is-delivered',
    connect: wrong(
      class extends ReferenceTransport {
        protected override received(bytes: Uint8Array): void {
          super.received(bytes.subarray(0, 65_535));
        }
      },
    ),
  },
  {
    name: 'loses-data-in-a-pause',
    statement: 'The data that waits when writing pauses is thrown away.',
    killedBy: 'lifecycle/data-is-delivered',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybePause(): void {
          const wasPaused = this.paused;
          super.maybePause();
          if (this.paused && !wasPaused && !this.closing) this.discard();
        }

        private discard(): void {
          try {
            this.wire.read();
          } catch {
            // The reader meets it as well.
          }
        }
      },
    ),
  },
  {
    name: 'empty-data-at-the-end',
    statement: 'The end of the peer’s stream is received as empty data first.',
    killedBy: 'lifecycle/data-as-sent',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          this.received(new Uint8Array());
          if (!this.closing) super.end();
        }
      },
    ),
  },
  {
    name: 'repeats-data-while-writing',
    statement: 'Data is received twice where something is still to be written.',
    killedBy: 'lifecycle/data-as-sent',
    connect: wrong(
      class extends ReferenceTransport {
        protected override received(bytes: Uint8Array): void {
          super.received(bytes);
          if (!this.closing && this.buffer.size > 0) super.received(bytes);
        }
      },
    ),
  },
  {
    name: 'peers-eof-ignored-while-writing',
    statement: 'The peer’s EOF is not told where something is still to be written.',
    killedBy: 'lifecycle/eof-is-told',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          if (this.buffer.size > 0) this.wire.onReadable(null);
          else super.end();
        }
      },
    ),
  },
  {
    name: 'peers-eof-told-again-after-a-pause',
    statement: 'The end of a pause starts the reading anew, and so tells the peer’s EOF again.',
    killedBy: 'lifecycle/eof-once-after-the-data',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {
          const wasPaused = this.paused;
          super.maybeResume();
          if (wasPaused && !this.paused && !this.closing) this.wire.onReadable(() => this.read());
        }
      },
    ),
  },
  {
    name: 'peers-eof-overtakes-its-data',
    statement: 'Data is received two turns late, and the EOF behind it at once.',
    killedBy: 'lifecycle/no-data-after-eof',
    connect: wrong(
      class extends ReferenceTransport {
        protected override received(bytes: Uint8Array): void {
          const late = (): void => {
            if (!this.closing) super.received(bytes);
          };
          this.loop.callSoon(() => this.loop.callSoon(late));
        }
      },
    ),
  },
  {
    name: 'eof-answer-false-ignored',
    statement: 'Stays open when eof_received() answers false.',
    killedBy: 'lifecycle/eof-false-closes',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          this.wire.onReadable(null);
          this.hand(() => void this.protocol.eofReceived());
        }
      },
    ),
  },
  {
    name: 'eof-answer-true-ignored',
    statement: 'Closes when eof_received() answers true.',
    killedBy: 'lifecycle/eof-true-keeps-open',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          super.end();
          this.close();
        }
      },
    ),
  },
  {
    name: 'lost-when-both-sides-have-ended',
    statement: 'A write_eof() after the peer’s own end ends the connection.',
    killedBy: 'lifecycle/eof-true-is-not-lost',
    connect: wrong(
      class extends ReferenceTransport {
        private hasPeerEnded = false;

        override writeEof(): void {
          super.writeEof();
          if (this.hasPeerEnded && this.buffer.size === 0) this.loop.callSoon(() => this.lose(null));
        }

        protected override end(): void {
          super.end();
          this.hasPeerEnded = true;
        }
      },
    ),
  },
  {
    name: 'lost-with-an-old-exception',
    statement: 'connection_lost() gets what pause_writing() or another callback had raised long before.',
    killedBy: 'lifecycle/failed-by-the-protocol',
    connect: wrong(
      class extends ReferenceTransport {
        private old: unknown = null;

        protected override tell(callback: () => void): void {
          super.tell(() => {
            try {
              callback();
            } catch (error) {
              this.old = error;
              throw error;
            }
          });
        }

        protected override lost(error: unknown): void {
          super.lost(error ?? this.old);
        }
      },
    ),
  },
  {
    name: 'raise-in-data-lost-with-none',
    statement: 'When data_received() raises, connection_lost() gets None.',
    killedBy: 'lifecycle/lost-for-a-reason',
    connect: wrong(
      class extends ReferenceTransport {
        protected override hand(callback: () => void): void {
          try {
            callback();
          } catch (error) {
            this.loop.callExceptionHandler(error);
            this.lose(null);
          }
        }
      },
    ),
  },
  {
    name: 'failed-write-ends-in-silence',
    statement: 'A write that meets a reset ends the transport, and connection_lost() never comes.',
    killedBy: 'lifecycle/ends-when-failed',
    connect: wrong(
      class extends ReferenceTransport {
        private isWriting = false;

        protected override accept(chunks: readonly Uint8Array[]): void {
          this.isWriting = true;
          super.accept(chunks);
          this.isWriting = false;
        }

        protected override lose(error: unknown): void {
          if (!this.isWriting || error === null) return super.lose(error);
          this.losing = this.closing = true;
          this.wire.onReadable(null);
          this.wire.onWritable(null);
          this.buffer.clear();
        }
      },
    ),
  },
  {
    name: 'raise-in-data-fatal-only-when-idle',
    statement: 'A data_received() that raises ends the connection, but not where something is buffered.',
    killedBy: 'lifecycle/raise-in-data-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        protected override received(bytes: Uint8Array): void {
          if (this.buffer.size > 0) this.tell(() => this.protocol.dataReceived(bytes));
          else super.received(bytes);
        }
      },
    ),
  },
  {
    name: 'raise-in-eof-fatal-only-when-idle',
    statement: 'An eof_received() that raises ends the connection, and closes it where something is buffered.',
    killedBy: 'lifecycle/raise-in-eof-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        protected override end(): void {
          if (this.buffer.size === 0) return super.end();
          this.wire.onReadable(null);
          let keeps = false;
          this.tell(() => {
            keeps = this.protocol.eofReceived();
          });
          if (!keeps) this.close();
        }
      },
    ),
  },
  {
    name: 'kept-only-with-a-rest',
    statement: 'There is no half-close, and a true answer of eof_received() keeps it open where something is buffered.',
    killedBy: 'lifecycle/kept-eof-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override canWriteEof(): boolean {
          return false;
        }

        override writeEof(): void {
          throw new UnsupportedError('There is no half-close here.');
        }

        protected override end(): void {
          super.end();
          if (this.buffer.size === 0) this.close();
        }
      },
    ),
  },
  {
    name: 'half-close-decided-late',
    statement: 'can_write_eof() is decided when it is first asked: false if the transport is closing by then.',
    killedBy: 'lifecycle/half-close-known',
    connect: wrong(
      class extends ReferenceTransport {
        private canEnd: boolean | null = null;

        override canWriteEof(): boolean {
          this.canEnd ??= !this.closing;
          return this.canEnd;
        }

        override writeEof(): void {
          if (!this.canWriteEof()) throw new UnsupportedError('There is no half-close here.');
          super.writeEof();
        }
      },
    ),
  },
  {
    name: 'ends-when-both-have',
    statement: 'Ends by itself when both sides have ended, as in Node, though eof_received() answered true.',
    killedBy: 'lifecycle/both-ended-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        private isHeard = false;

        override writeEof(): void {
          super.writeEof();
          this.loop.callSoon(() => this.maybeEnd());
        }

        protected override end(): void {
          super.end();
          this.isHeard = true;
          this.maybeEnd();
        }

        protected override flushed(): void {
          super.flushed();
          this.maybeEnd();
        }

        private maybeEnd(): void {
          if (this.isHeard && this.eof && this.buffer.size === 0) this.lose(null);
        }
      },
    ),
  },
];
