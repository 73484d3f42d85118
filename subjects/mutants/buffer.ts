/**
 * Mutants of the buffer: what is accepted, how it is counted, and what reaches the peer. One wrong part each; see mutant.ts.
 */
import { ResetError, StateError } from '../errors.js';
import type { Parts, Wire } from '../parts.js';
import { SendBuffer } from '../reference/buffer.js';
import type { Choices } from '../reference/choices.js';
import { ReferenceTransport } from '../reference/transport.js';
import type { Connect } from '../transport.js';
import { wrong, type Mutant } from './mutant.js';

export const BUFFER: readonly Mutant[] = [
  {
    name: 'view-taken-with-its-neighbours',
    statement: 'Of a view it takes the whole memory, with what stands before and after it.',
    killedBy: 'buffer/write-accepts',
    spreads: 'The bytes too many are in the size, in the callbacks and on the wire, and each has a rule.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override bytesOf(data: unknown): Uint8Array {
          const bytes = super.bytesOf(data);
          return bytes.length > 0 ? new Uint8Array(bytes.buffer) : bytes;
        }
      },
    ),
  },
  {
    name: 'write-cut-at-64-kib',
    statement: 'Takes no more than 65,536 bytes of a chunk.',
    killedBy: 'buffer/write-accepts',
    connect: wrong(
      class extends ReferenceTransport {
        protected override bytesOf(data: unknown): Uint8Array {
          return super.bytesOf(data).subarray(0, 65_536);
        }
      },
    ),
  },
  {
    name: 'writes-dropped-while-paused',
    statement: 'Drops what is written while writing is paused.',
    killedBy: 'buffer/write-accepts',
    connect: wrong(
      class extends ReferenceTransport {
        protected override mayWrite(): boolean {
          return super.mayWrite() && !this.paused;
        }
      },
    ),
  },
  {
    name: 'would-block-raises',
    statement: 'A write that the wire does not take at once raises, as a non-blocking socket does.',
    killedBy: 'buffer/write-accepts',
    connect: wrong(
      class extends ReferenceTransport {
        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          const rest = super.sendAtOnce(chunks);
          if (chunks.length === 1 && rest[0]?.length === chunks[0]!.length) throw new WouldBlock('It would block.');
          return rest;
        }

        protected override lose(error: unknown): void {
          if (error instanceof WouldBlock) throw error;
          super.lose(error);
        }
      },
    ),
  },
  {
    name: 'size-kept-in-sixteen-bits',
    statement: 'The size begins again at 0 after 65,535.',
    killedBy: 'buffer/write-accepts',
    spreads: 'What pauses and resumes goes by the size that is told.',
    connect: wrong(
      class extends ReferenceTransport {
        override getWriteBufferSize(): number {
          return this.buffer.size & 0xffff;
        }
      },
    ),
  },
  {
    name: 'size-counts-a-header',
    statement: 'Adds eight bytes to the size for each chunk, and takes them off when all is sent.',
    killedBy: 'buffer/write-accepts',
    shipped: 'CPython 3.13, datagrams: python/cpython#135444',
    connect: withBuffer(
      class extends SendBuffer {
        override push(bytes: Uint8Array): void {
          super.push(bytes);
          this.held += 8;
        }
      },
    ),
  },
  {
    name: 'generator-walked-twice',
    statement: 'writelines() walks its items once to check them and again to take them: a generator is empty by then.',
    killedBy: 'buffer/writelines-accepts',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          for (const item of items) this.bytesOf(item);
          super.writelines(items);
        }
      },
    ),
  },
  {
    name: 'writelines-wants-a-list',
    statement: 'writelines() takes a list, and no other iterable.',
    killedBy: 'buffer/writelines-accepts',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          if (!Array.isArray(items)) throw new TypeError('writelines() takes a list.');
          super.writelines(items);
        }
      },
    ),
  },
  {
    name: 'writelines-ends-at-an-empty-item',
    statement: 'writelines() takes an empty item for the end of the list.',
    killedBy: 'buffer/writelines-accepts',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const all = [...items].map((item) => this.bytesOf(item));
          const end = all.findIndex((bytes) => bytes.length === 0);
          super.writelines(end < 0 ? all : all.slice(0, end));
        }
      },
    ),
  },
  {
    name: 'empty-write-tries-the-wire',
    statement: 'An empty write sends what is buffered.',
    killedBy: 'buffer/empty-write-does-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          super.write(data);
          if (data.byteLength === 0 && this.buffer.size > 0) this.flush();
        }
      },
    ),
  },
  {
    name: 'empty-write-refused',
    statement: 'An empty write raises.',
    killedBy: 'buffer/empty-write-does-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          if (this.bytesOf(data).length === 0 && this.mayWrite()) throw new RangeError('There is nothing to write.');
          super.write(data);
        }
      },
    ),
  },
  {
    name: 'empty-writelines-refused',
    statement: 'writelines() of no bytes at all raises an AssertionError.',
    killedBy: 'buffer/empty-writelines-does-nothing',
    shipped: 'CPython 3.12, as met in fluentpython/example-code-2e#61',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const all = [...items];
          super.writelines(all);
          if (all.every((item) => item.byteLength === 0) && this.mayWrite())
            throw new Error('Data should not be empty.');
        }
      },
    ),
  },
  {
    name: 'partial-sends-not-counted',
    statement: 'The size falls only when a whole chunk has gone.',
    killedBy: 'buffer/size-counts-what-waits',
    connect: withBuffer(
      class extends SendBuffer {
        override get size(): number {
          return this.held + this.gone;
        }
      },
    ),
  },
  {
    name: 'size-of-the-last-turn-in-resume',
    statement: 'Inside resume_writing() the size is still what it was before the drain.',
    killedBy: 'buffer/size-in-callbacks',
    connect: wrong(
      class extends ReferenceTransport {
        private before = 0;
        private isResuming = false;

        override getWriteBufferSize(): number {
          return this.isResuming ? this.before : super.getWriteBufferSize();
        }

        protected override flush(): void {
          this.before = this.buffer.size;
          super.flush();
        }

        protected override resume(): void {
          this.paused = false;
          this.isResuming = true;
          this.tell(() => this.protocol.resumeWriting());
          this.isResuming = false;
        }
      },
    ),
  },
  {
    name: 'partial-sends-counted-twice',
    statement: 'What a partial send takes is taken off the size twice.',
    killedBy: 'buffer/size-never-negative',
    connect: wrong(
      class extends ReferenceTransport {
        private twice = 0;

        override getWriteBufferSize(): number {
          return super.getWriteBufferSize() - (this.losing ? 0 : this.twice);
        }

        protected override flush(): void {
          const before = this.buffer.size;
          super.flush();
          this.twice = this.buffer.size > 0 ? this.twice + before - this.buffer.size : 0;
        }
      },
    ),
  },
  {
    name: 'size-counts-a-greeting',
    statement: 'A new transport says that 5 bytes are buffered, until something is written.',
    killedBy: 'buffer/size-zero-at-first',
    connect: wrong(
      class extends ReferenceTransport {
        private isFresh = true;

        override getWriteBufferSize(): number {
          return super.getWriteBufferSize() + (this.isFresh && !this.losing ? 5 : 0);
        }

        protected override accept(chunks: readonly Uint8Array[]): void {
          this.isFresh = false;
          super.accept(chunks);
        }
      },
    ),
  },
  {
    name: 'loss-keeps-the-buffer',
    statement: 'What was not sent stays in the buffer after the loss.',
    killedBy: 'buffer/size-zero-after-the-loss',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lost(error: unknown): void {
          this.tell(() => this.protocol.connectionLost(error));
          this.wire.close();
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
  {
    name: 'partial-send-not-waited-for',
    statement: 'After a partial send it does not ask the wire to be called again.',
    killedBy: 'buffer/sends-what-the-wire-takes',
    connect: wrong(
      class extends ReferenceTransport {
        protected override flush(): void {
          super.flush();
          this.wire.onWritable(null);
        }
      },
    ),
  },
  {
    name: 'writelines-leaves-its-rest',
    statement: 'What the wire does not take of a writelines() at once is never sent.',
    killedBy: 'buffer/sends-what-the-wire-takes',
    shipped: 'CPython 3.12 alphas: python/cpython#103462',
    connect: wrong(
      class extends ReferenceTransport {
        protected override accept(chunks: readonly Uint8Array[]): void {
          const wasEmpty = this.buffer.size === 0;
          super.accept(chunks);
          if (wasEmpty && chunks.length > 1 && !this.losing) this.wire.onWritable(null);
        }
      },
    ),
  },
  {
    name: 'full-chunk-ends-the-flush',
    statement: 'A drain that ends exactly with a chunk is taken for the end of all that is buffered.',
    killedBy: 'buffer/sends-what-the-wire-takes',
    connect: wrong(
      class extends ReferenceTransport {
        protected override makeBuffer(): Borders {
          return new Borders(this.choices.mutableChunks);
        }

        protected override flush(): void {
          super.flush();
          if ((this.buffer as Borders).isAtBorder) this.wire.onWritable(null);
        }
      },
    ),
  },
  {
    name: 'empty-chunk-never-popped',
    statement: 'Queues an empty item of a writelines(), and takes it for a wire that is full: it goes on trying.',
    killedBy: 'robustness/comes-to-rest',
    shipped: 'CPython 3.12 and later: python/cpython#155888',
    connect: withBuffer(
      class extends SendBuffer {
        override sendTo(wire: Wire): void {
          while (this.next < this.chunks.length) {
            const { bytes, length } = this.chunks[this.next]!;
            const n = wire.send(bytes.subarray(this.gone));
            if (n === 0) return;
            this.held -= n;
            this.gone += n;
            if (this.gone < length) continue;
            this.next += 1;
            this.gone = 0;
          }
          this.clear();
        }
      },
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const chunks = Array.from(items, (item) => this.bytesOf(item));
          if (this.mayWrite() && chunks.some(({ length }) => length > 0)) this.accept(chunks);
        }

        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          return chunks;
        }
      },
    ),
  },
  {
    name: 'bad-item-strands-the-earlier',
    statement: 'Queues the items before one of a wrong type, and does not ask the wire to be called for them.',
    killedBy: 'buffer/sends-what-the-wire-takes',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const good: Uint8Array[] = [];
          try {
            for (const item of items) good.push(this.bytesOf(item));
          } catch (error) {
            if (this.mayWrite()) {
              this.queue(good);
              this.maybePause();
            }
            throw error;
          }
          super.writelines(good);
        }
      },
    ),
  },
  {
    name: 'partial-send-sent-again',
    statement: 'After a partial send it goes on from the start of the chunk.',
    killedBy: 'buffer/arrives-once-in-order',
    shipped: 'anyio: agronholm/anyio#38',
    connect: wrong(
      class extends ReferenceTransport {
        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          const [first, ...others] = super.sendAtOnce(chunks);
          if (first === undefined) return [];
          const whole = chunks[chunks.length - 1 - others.length]!;
          return [whole.subarray(0, first.length), ...others];
        }
      },
    ),
  },
  {
    name: 'write-overtakes-the-buffer',
    statement: 'A write tries the wire although something is buffered already: it arrives first.',
    killedBy: 'buffer/arrives-once-in-order',
    connect: wrong(
      class extends ReferenceTransport {
        protected override accept(chunks: readonly Uint8Array[]): void {
          let rest = chunks;
          try {
            if (this.buffer.size > 0) rest = this.sendAtOnce(chunks);
          } catch (error) {
            return this.lose(error);
          }
          if (rest.length > 0) super.accept(rest);
        }
      },
    ),
  },
  {
    name: 'rest-of-the-first-queued-last',
    statement: 'Where the wire takes a part of an item of writelines(), the rest of it is queued behind the others.',
    killedBy: 'buffer/arrives-once-in-order',
    connect: wrong(
      class extends ReferenceTransport {
        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          const [first, ...others] = super.sendAtOnce(chunks);
          return first === undefined ? [] : [...others, first];
        }
      },
    ),
  },
  {
    name: 'place-kept-in-a-short',
    statement: 'Keeps its place in a chunk in a signed short: from 32,768 bytes on it sends some twice.',
    killedBy: 'buffer/arrives-once-in-order',
    connect: withBuffer(
      class extends SendBuffer {
        override sendTo(wire: Wire): void {
          super.sendTo({
            ...wire,
            send: (bytes) => {
              const place = this.gone & 0x7fff;
              if (place === this.gone) return wire.send(bytes);
              return wire.send(this.chunks[this.next]!.bytes.subarray(place, place + bytes.length));
            },
          });
        }
      },
    ),
  },
  {
    name: 'one-scratch-for-all',
    statement: 'Copies what waits into one piece of memory that the next write uses too.',
    killedBy: 'buffer/arrives-once-in-order',
    connect: withBuffer(
      class extends SendBuffer {
        private readonly scratch = Buffer.alloc(64);

        override push(bytes: Uint8Array): void {
          super.push(bytes);
          if (bytes.length > this.scratch.length) return;
          this.scratch.set(bytes);
          this.chunks[this.chunks.length - 1] = {
            bytes: this.scratch.subarray(0, bytes.length),
            length: bytes.length,
            spare: null,
          };
        }
      },
    ),
  },
  {
    name: 'would-block-drops-the-chunk',
    statement: 'A chunk that the wire does not take at all is forgotten.',
    killedBy: 'buffer/size-counts-what-waits',
    shipped: 'CPython, until python/cpython#146518',
    connect: withBuffer(
      class extends SendBuffer {
        override sendTo(wire: Wire): void {
          const before = this.held;
          super.sendTo(wire);
          if (this.held < before || this.chunks.length === 0) return;
          this.held -= this.chunks[this.next]!.length - this.gone;
          this.next += 1;
          this.gone = 0;
          if (this.next === this.chunks.length) this.clear();
        }
      },
      ReferenceTransport,
      { writeTries: 'later' },
    ),
  },
  {
    name: 'cleared-chunk-is-skipped',
    statement: 'A chunk whose memory was taken away is left out of what is sent.',
    killedBy: 'buffer/arrives-once-in-order',
    spreads:
      'The size falls for bytes that never went: it is the first thing to be wrong in some scripts, their loss in others.',
    connect: withBuffer(
      class extends SendBuffer {
        override sendTo(wire: Wire): void {
          super.sendTo({
            ...wire,
            send: (bytes) => (this.chunks[this.next]!.bytes.length === 0 ? bytes.length : wire.send(bytes)),
          });
        }
      },
      ReferenceTransport,
      { mutableChunks: 'aliased' },
    ),
  },
  {
    name: 'cleared-chunk-shrinks-the-size',
    statement: 'The size is counted from the caller’s own memory: where that is taken away, it falls.',
    killedBy: 'buffer/clear-is-refused-or-harmless',
    connect: withBuffer(
      class extends SendBuffer {
        override get size(): number {
          const lengths = this.chunks.slice(this.next).map(({ bytes }) => bytes.length);
          return Math.max(0, lengths.reduce((sum, length) => sum + length, 0) - this.gone);
        }
      },
      ReferenceTransport,
      { mutableChunks: 'aliased' },
    ),
  },
  {
    name: 'size-measured-as-text',
    statement: 'A chunk that begins with a byte above 127 counts as one byte more: an edit in place changes the size.',
    killedBy: 'buffer/edit-is-harmless',
    connect: withBuffer(
      class extends SendBuffer {
        override get size(): number {
          const firsts = this.chunks
            .slice(this.next)
            .map(({ bytes }, index) => bytes[index === 0 ? this.gone : 0] ?? 0);
          return this.held + firsts.filter((byte) => byte > 127).length;
        }
      },
      ReferenceTransport,
      { mutableChunks: 'aliased' },
    ),
  },
  {
    name: 'wrong-type-ignored',
    statement: 'A value that is not bytes-like is dropped without a word.',
    killedBy: 'buffer/wrong-type-raises',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          if (ArrayBuffer.isView(data)) super.write(data);
        }
      },
    ),
  },
  {
    name: 'wrong-type-is-a-state-error',
    statement: 'A value that is not bytes-like raises a RuntimeError.',
    killedBy: 'buffer/wrong-type-raises',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          if (!ArrayBuffer.isView(data)) throw new StateError('That cannot be written.');
          super.write(data);
        }
      },
    ),
  },
  {
    name: 'wrong-type-ends-the-connection',
    statement: 'A value that is not bytes-like raises TypeError, and aborts.',
    killedBy: 'buffer/wrong-type-raises',
    spreads: 'An end that nobody asked for is the first thing to be wrong wherever nothing was said of the wrong type.',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          if (!ArrayBuffer.isView(data)) this.abort();
          super.write(data);
        }
      },
    ),
  },
  {
    name: 'bad-item-skipped',
    statement: 'writelines() leaves out an item that is not bytes-like, without a word.',
    killedBy: 'buffer/bad-item-raises',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          super.writelines([...items].filter((item) => ArrayBuffer.isView(item)));
        }
      },
    ),
  },
  {
    name: 'no-iterable-ignored',
    statement: 'writelines() of something that is no iterable does nothing.',
    killedBy: 'buffer/bad-item-raises',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          if (typeof items === 'object') super.writelines(items);
        }
      },
    ),
  },
  {
    name: 'bad-item-queues-the-later',
    statement: 'writelines() queues all items that are bytes-like, and raises for the others at the end.',
    killedBy: 'buffer/bad-item-queues-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const all = [...items];
          super.writelines(all.filter((item) => ArrayBuffer.isView(item)));
          for (const item of all) this.bytesOf(item);
        }
      },
    ),
  },
  {
    name: 'wide-counted-in-items',
    statement: 'Of a view of four-byte items it takes as many bytes as there are items.',
    killedBy: 'buffer/wide-memoryview',
    shipped: 'Tornado, until tornadoweb/tornado#2996',
    connect: wrong(
      class extends ReferenceTransport {
        protected override bytesOf(data: unknown): Uint8Array {
          return super.bytesOf(data).subarray(0, (data as Uint8Array).length);
        }
      },
    ),
  },
  {
    name: 'wide-refused-in-writelines',
    statement: 'write() takes views of four-byte items, writelines() refuses them.',
    killedBy: 'buffer/wide-memoryview-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override writelines(items: Iterable<ArrayBufferView>): void {
          const all = [...items];
          if (all.some((item) => item instanceof Uint32Array)) throw new TypeError('An item is wider than a byte.');
          super.writelines(all);
        }
      },
    ),
  },
  {
    name: 'tries-four-bytes-at-once',
    statement: 'Hands the wire four bytes of a chunk at once, however much it would take.',
    killedBy: 'buffer/tries-wholly',
    connect: wrong(
      class extends ReferenceTransport {
        protected override sendAtOnce([first, ...others]: readonly Uint8Array[]): readonly Uint8Array[] {
          const sent = this.wire.send(first!.subarray(0, 4));
          return sent === first!.length ? others : [first!.subarray(sent), ...others];
        }
      },
    ),
  },
  {
    name: 'long-writes-wait',
    statement: 'Tries the wire at once with up to 16 bytes, and leaves longer writes to the loop.',
    killedBy: 'buffer/write-tries-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          return chunks.length === 1 && chunks[0]!.length > 16 ? chunks : super.sendAtOnce(chunks);
        }
      },
    ),
  },
  {
    name: 'many-items-wait',
    statement: 'writelines() tries the wire at once with a single item, and leaves several to the loop.',
    killedBy: 'buffer/writelines-tries-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          return chunks.length > 1 ? chunks : super.sendAtOnce(chunks);
        }
      },
    ),
  },
  {
    name: 'writelines-meets-a-reset-later',
    statement: 'A write that meets a reset ends the transport at once, a writelines() leaves that to the loop.',
    killedBy: 'buffer/failed-try-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        private hasFailed = false;

        protected override sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
          if (this.hasFailed) return chunks;
          try {
            return super.sendAtOnce(chunks);
          } catch (error) {
            if (chunks.length === 1) throw error;
            this.hasFailed = true;
            return chunks;
          }
        }
      },
    ),
  },
  {
    name: 'size-zero-while-closing',
    statement: 'From close() on the size is 0, although what waits is still flushed.',
    killedBy: 'buffer/closing-keeps-the-buffer',
    connect: wrong(
      class extends ReferenceTransport {
        override getWriteBufferSize(): number {
          return this.closing ? 0 : super.getWriteBufferSize();
        }
      },
    ),
  },
  {
    name: 'write-throws-the-reset',
    statement: 'A write that meets a reset raises it, and leaves the end to whoever reads.',
    killedBy: 'buffer/write-raises-nothing-else',
    connect: wrong(
      class extends ReferenceTransport {
        private isWriting = false;

        protected override accept(chunks: readonly Uint8Array[]): void {
          this.isWriting = true;
          try {
            super.accept(chunks);
          } finally {
            this.isWriting = false;
          }
        }

        protected override lose(error: unknown): void {
          if (this.isWriting && error instanceof ResetError) throw error;
          super.lose(error);
        }
      },
    ),
  },
];

/** Tells whether it stands between two chunks. */
class Borders extends SendBuffer {
  get isAtBorder(): boolean {
    return this.next > 0 && this.gone === 0;
  }
}

class WouldBlock extends Error {}

/** A mutant whose queue is wrong. */
function withBuffer(
  Buffer: new (mutableChunks: Choices['mutableChunks']) => SendBuffer,
  Transport: new (parts: Parts, choices?: Partial<Choices>) => ReferenceTransport = ReferenceTransport,
  choices: Partial<Choices> = {},
): Connect {
  const Base = Transport as typeof ReferenceTransport;
  return wrong(
    class extends Base {
      protected override makeBuffer(): SendBuffer {
        return new Buffer(this.choices.mutableChunks);
      }
    },
    choices,
  );
}
