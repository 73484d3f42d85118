/**
 * Mutants of robustness: errors of the transport's own making, loops that spin, what happens after the end.
 * One wrong part each; see mutant.ts.
 */
import { ResetError } from '../errors.js';
import { ReferenceTransport } from '../reference/transport.js';
import { wrong, type Mutant } from './mutant.js';

/** Knows whether connection_lost() is being called or was. */
class MarksTheLoss extends ReferenceTransport {
  protected isLost = false;

  protected override lost(error: unknown): void {
    this.isLost = true;
    super.lost(error);
  }
}

export const ROBUSTNESS: readonly Mutant[] = [
  {
    name: 'writelines-after-the-loss-fails',
    statement: 'A writelines() after connection_lost() fails on what was let go of there.',
    killedBy: 'robustness/no-error-of-its-own',
    shipped: 'CPython 3.12 to 3.14.0: python/cpython#136234',
    connect: wrong(
      class extends MarksTheLoss {
        override writelines(items: Iterable<ArrayBufferView>): void {
          if (this.isLost) throw new Error('There is no buffer.');
          super.writelines(items);
        }
      },
    ),
  },
  {
    name: 'reset-is-reported-as-well',
    statement: 'A reset is told by connection_lost(), and to the loop’s exception handler as well.',
    killedBy: 'robustness/loop-hears-nothing-else',
    shipped: 'asyncio before CPython: python/asyncio#31',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lose(error: unknown): void {
          if (!this.losing && error instanceof ResetError) this.loop.callExceptionHandler(error);
          super.lose(error);
        }
      },
    ),
  },
  {
    name: 'raise-is-reported-twice',
    statement: 'A data_received() or eof_received() that raises is reported when it does, and again with the loss.',
    killedBy: 'robustness/loop-hears-nothing-else',
    connect: wrong(
      class extends ReferenceTransport {
        protected override hand(callback: () => void): void {
          super.hand(() => {
            try {
              callback();
            } catch (error) {
              this.loop.callSoon(() => this.loop.callExceptionHandler(error));
              throw error;
            }
          });
        }
      },
    ),
  },
  {
    name: 'size-fails-after-the-loss',
    statement: 'get_write_buffer_size() after connection_lost() fails on what was let go of there.',
    killedBy: 'robustness/loop-hears-nothing-else',
    connect: wrong(
      class extends ReferenceTransport {
        private isTornDown = false;

        override getWriteBufferSize(): number {
          if (this.isTornDown) throw new Error('There is no buffer.');
          return super.getWriteBufferSize();
        }

        protected override lost(error: unknown): void {
          super.lost(error);
          this.isTornDown = true;
        }
      },
    ),
  },
  {
    name: 'spins-while-there-is-room',
    statement: 'Goes on asking for room when nothing is left to be sent.',
    killedBy: 'robustness/comes-to-rest',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flushed(): void {
          super.flushed();
          if (!this.losing) this.wire.onWritable(this.onWritable);
        }
      },
    ),
  },
  {
    name: 'spins-until-it-is-flushed',
    statement: 'After a close() asks in each turn of the loop whether the rest is flushed.',
    killedBy: 'robustness/comes-to-rest',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          if (!this.closing) this.loop.callSoon(() => this.poll());
          super.close();
        }

        private poll(): void {
          if (!this.losing) this.loop.callSoon(() => this.poll());
        }
      },
    ),
  },
  {
    name: 'spins-at-the-peers-eof',
    statement: 'Goes on reading at the end of the peer’s stream while it is kept open, though it tells it once.',
    killedBy: 'robustness/comes-to-rest',
    connect: wrong(
      class extends ReferenceTransport {
        private hasPeerEnded = false;

        protected override end(): void {
          if (this.hasPeerEnded) return;
          this.hasPeerEnded = true;
          super.end();
          if (!this.closing) this.wire.onReadable(() => this.read());
        }
      },
    ),
  },
  {
    name: 'late-write-raises-a-reset',
    statement: 'A write after connection_lost() raises a ConnectionResetError.',
    killedBy: 'robustness/late-calls-do-nothing',
    connect: wrong(
      class extends MarksTheLoss {
        protected override mayWrite(): boolean {
          if (this.isLost) throw new ResetError('The connection is lost.');
          return super.mayWrite();
        }
      },
    ),
  },
  {
    name: 'late-wrong-type-is-an-odd-error',
    statement: 'A wrong type given to a transport that has ended raises what is neither TypeError nor RuntimeError.',
    killedBy: 'robustness/wrong-type-when-ended',
    connect: wrong(
      class extends ReferenceTransport {
        protected override bytesOf(data: unknown): Uint8Array {
          if (this.losing && !ArrayBuffer.isView(data)) throw new RangeError('There is no length.');
          return super.bytesOf(data);
        }
      },
    ),
  },
  {
    name: 'abort-after-the-loss-tells-it-again',
    statement: 'An abort() after connection_lost() has it called again by the loop.',
    killedBy: 'robustness/settling-after-the-loss-is-quiet',
    connect: wrong(
      class extends MarksTheLoss {
        override abort(): void {
          if (this.isLost) this.loop.callSoon(() => this.lost(null));
          else super.abort();
        }
      },
    ),
  },
  {
    name: 'reset-leaves-the-loop',
    statement: 'A reset that reading meets comes out of the loop, and is told to nobody.',
    killedBy: 'robustness/wire-errors-stay-inside',
    connect: wrong(
      class extends ReferenceTransport {
        protected override read(): void {
          try {
            this.wire.read(0);
          } catch (error) {
            this.wire.onReadable(null);
            throw error;
          }
          super.read();
        }
      },
    ),
  },
];
