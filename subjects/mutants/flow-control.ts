/**
 * Mutants of flow control: when writing pauses and resumes. One wrong part each; see mutant.ts.
 */
import { ReferenceTransport } from '../reference/transport.js';
import { wrong, type Mutant } from './mutant.js';

type Asked = Parameters<ReferenceTransport['setWriteBufferLimits']>[0];

export const FLOW_CONTROL: readonly Mutant[] = [
  {
    name: 'pauses-one-byte-early',
    statement: 'Pauses at one byte below high.',
    killedBy: 'flow-control/no-pause-below-high',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isHigh(size: number): boolean {
          return super.isHigh(size + 1);
        }
      },
    ),
  },
  {
    name: 'pauses-one-byte-late',
    statement: 'Pauses from two bytes over high on.',
    killedBy: 'flow-control/write-over-high-pauses',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isHigh(size: number): boolean {
          return super.isHigh(size - 1);
        }
      },
      { pausesWhen: 'exceeds' },
    ),
  },
  {
    name: 'write-never-pauses',
    statement: 'Only writelines() and new limits pause; write() does not.',
    killedBy: 'flow-control/write-over-high-pauses',
    connect: wrong(
      class extends ReferenceTransport {
        private isWriting = false;

        override write(data: ArrayBufferView): void {
          this.isWriting = true;
          try {
            super.write(data);
          } finally {
            this.isWriting = false;
          }
        }

        protected override maybePause(): void {
          if (!this.isWriting) super.maybePause();
        }
      },
    ),
  },
  {
    name: 'pauses-for-a-large-chunk-alone',
    statement: 'Compares high with the chunk that was written, not with all that is buffered.',
    killedBy: 'flow-control/write-over-high-pauses',
    spreads: 'Each way over high has a rule of its own, and none of them pauses.',
    connect: wrong(
      class extends ReferenceTransport {
        private chunk = 0;

        override write(data: ArrayBufferView): void {
          this.chunk = data.byteLength;
          super.write(data);
        }

        protected override isHigh(size: number): boolean {
          return super.isHigh(size) && super.isHigh(this.chunk);
        }
      },
    ),
  },
  {
    name: 'third-pause-missing',
    statement: 'Pauses twice and then no more.',
    killedBy: 'flow-control/write-over-high-pauses',
    connect: wrong(
      class extends ReferenceTransport {
        private pauses = 0;

        protected override pause(): void {
          this.pauses += 1;
          if (this.pauses < 3) super.pause();
        }
      },
    ),
  },
  {
    name: 'no-pause-at-the-usual-limits',
    statement: 'Takes limits of 65,536 and 16,384 for limits that nobody has set, and does not pause.',
    killedBy: 'flow-control/write-over-high-pauses',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isHigh(size: number): boolean {
          return super.isHigh(size) && !(this.limits.high === 65_536 && this.limits.low === 16_384);
        }
      },
    ),
  },
  {
    name: 'writelines-not-counted',
    statement: 'writelines() never pauses.',
    killedBy: 'flow-control/writelines-counts',
    shipped: 'CPython 3.12.0 to 3.13.1: CVE-2024-12254, python/cpython#127655',
    connect: wrong(
      class extends ReferenceTransport {
        private isWriting = false;

        override writelines(items: Iterable<ArrayBufferView>): void {
          this.isWriting = true;
          try {
            super.writelines(items);
          } finally {
            this.isWriting = false;
          }
        }

        protected override maybePause(): void {
          if (!this.isWriting) super.maybePause();
        }
      },
    ),
  },
  {
    name: 'writelines-counts-all-but-the-last',
    statement: 'writelines() looks at the size before it queues its last item.',
    killedBy: 'flow-control/writelines-counts',
    connect: wrong(
      class extends ReferenceTransport {
        private uncounted = 0;

        protected override accept(chunks: readonly Uint8Array[]): void {
          if (chunks.length > 1) this.uncounted = chunks[chunks.length - 1]!.length;
          super.accept(chunks);
          this.uncounted = 0;
        }

        protected override isHigh(size: number): boolean {
          return super.isHigh(size - this.uncounted);
        }
      },
    ),
  },
  {
    name: 'writelines-has-a-line-of-its-own',
    statement: 'A write pauses when the size reaches high, a writelines() when it exceeds it.',
    killedBy: 'flow-control/one-line',
    connect: wrong(
      class extends ReferenceTransport {
        private isLines = false;

        override writelines(items: Iterable<ArrayBufferView>): void {
          this.isLines = true;
          try {
            super.writelines(items);
          } finally {
            this.isLines = false;
          }
        }

        protected override isHigh(size: number): boolean {
          return super.isHigh(this.isLines ? size - 1 : size);
        }
      },
    ),
  },
  {
    name: 'lowered-limits-do-not-pause',
    statement: 'Lowering high below what is buffered pauses with the next write only.',
    killedBy: 'flow-control/lowering-high-pauses',
    connect: wrong(
      class extends ReferenceTransport {
        override setWriteBufferLimits(limits: Asked = {}): void {
          this.limits = this.limitsFor(limits);
        }
      },
    ),
  },
  {
    name: 'zero-high-never-pauses',
    statement: 'Takes a high of 0 for no limit.',
    killedBy: 'flow-control/high-zero-pauses-on-any-byte',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isHigh(size: number): boolean {
          return this.limits.high > 0 && super.isHigh(size);
        }
      },
    ),
  },
  {
    name: 'zero-high-pauses-when-empty',
    statement: 'Setting high to 0 pauses although nothing is buffered.',
    killedBy: 'flow-control/no-pause-on-empty',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isHigh(size: number): boolean {
          return size >= this.limits.high;
        }
      },
    ),
  },
  {
    name: 'pauses-at-each-write',
    statement: 'Pauses again with each write over high.',
    killedBy: 'flow-control/no-second-pause',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybePause(): void {
          if (!this.losing && this.isHigh(this.buffer.size)) this.pause();
        }
      },
    ),
  },
  {
    name: 'new-limits-pause-again',
    statement: 'Limits that are set while writing is paused pause once more.',
    killedBy: 'flow-control/no-second-pause',
    connect: wrong(
      class extends ReferenceTransport {
        override setWriteBufferLimits(limits: Asked = {}): void {
          this.limits = this.limitsFor(limits);
          if (!this.losing && this.isHigh(this.buffer.size)) this.pause();
        }
      },
    ),
  },
  {
    name: 'writelines-pauses-for-each-item',
    statement: 'writelines() pauses once for each item over high.',
    killedBy: 'flow-control/no-second-pause',
    connect: wrong(
      class extends ReferenceTransport {
        protected override queue(chunks: readonly Uint8Array[]): void {
          for (const bytes of chunks) {
            super.queue([bytes]);
            if (chunks.length > 1 && !this.losing && this.isHigh(this.buffer.size)) this.pause();
          }
        }
      },
    ),
  },
  {
    name: 'resumes-at-each-drain',
    statement: 'Resumes whenever the buffer is drained to low, paused or not.',
    killedBy: 'flow-control/no-resume-unpaused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {
          if (!this.losing && this.isLow(this.buffer.size)) this.resume();
        }
      },
    ),
  },
  {
    name: 'resumes-again-when-empty',
    statement: 'Having resumed at low, resumes once more when the last byte has gone.',
    killedBy: 'flow-control/no-resume-unpaused',
    connect: wrong(
      class extends ReferenceTransport {
        private isResumed = false;

        protected override maybeResume(): void {
          if (this.isResumed && !this.paused && !this.losing && this.buffer.size === 0) super.resume();
          super.maybeResume();
        }

        protected override resume(): void {
          this.isResumed = this.buffer.size > 0;
          super.resume();
        }
      },
    ),
  },
  {
    name: 'pauses-with-the-next-turn',
    statement: 'Leaves pause_writing() to the loop’s next turn.',
    killedBy: 'flow-control/pause-in-the-call',
    spreads: 'Each way over high has a rule of its own, and none of them pauses in the call.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override pause(): void {
          this.paused = true;
          this.loop.callSoon(() => this.tell(() => this.protocol.pauseWriting()));
        }
      },
    ),
  },
  {
    name: 'never-resumes',
    statement: 'Once paused, never resumes.',
    killedBy: 'flow-control/resumes-at-low',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {}
      },
    ),
  },
  {
    name: 'resumes-one-byte-late',
    statement: 'Resumes below low, not at it; with a low of 0 never.',
    killedBy: 'flow-control/resumes-at-low',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isLow(size: number): boolean {
          return size < this.limits.low;
        }
      },
    ),
  },
  {
    name: 'resumes-only-when-empty',
    statement: 'Resumes when nothing is left, whatever low is.',
    killedBy: 'flow-control/resumes-at-low',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isLow(size: number): boolean {
          return size === 0;
        }
      },
    ),
  },
  {
    name: 'no-resume-when-emptied-at-once',
    statement: 'Does not resume where a single drain takes all that is buffered.',
    killedBy: 'flow-control/resumes-at-low',
    connect: wrong(
      class extends ReferenceTransport {
        private before = 0;

        protected override flush(): void {
          this.before = this.buffer.size;
          super.flush();
        }

        protected override maybeResume(): void {
          if (this.buffer.size > 0 || !this.isHigh(this.before)) super.maybeResume();
        }
      },
    ),
  },
  {
    name: 'resumes-two-turns-later',
    statement: 'Leaves resume_writing() to the loop, and tells what it reads meanwhile before it.',
    killedBy: 'flow-control/resume-comes-first',
    connect: wrong(
      class extends ReferenceTransport {
        protected override resume(): void {
          this.loop.callSoon(() =>
            this.loop.callSoon(() => {
              if (this.paused && !this.losing && this.isLow(this.buffer.size)) super.resume();
            }),
          );
        }
      },
    ),
  },
  {
    name: 'resumes-one-byte-early',
    statement: 'Resumes at one byte above low.',
    killedBy: 'flow-control/no-resume-above-low',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isLow(size: number): boolean {
          return size <= this.limits.low + 1;
        }
      },
    ),
  },
  {
    name: 'resumes-below-high',
    statement: 'Resumes as soon as the size is below high; low is never looked at.',
    killedBy: 'flow-control/no-resume-above-low',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isLow(size: number): boolean {
          return size === 0 || !this.isHigh(size);
        }
      },
    ),
  },
  {
    name: 'zero-low-is-a-quarter',
    statement: 'With a low of 0 resumes at a quarter of high.',
    killedBy: 'flow-control/low-zero-resumes-when-empty',
    connect: wrong(
      class extends ReferenceTransport {
        protected override isLow(size: number): boolean {
          return size <= (this.limits.low || Math.floor(this.limits.high / 4));
        }
      },
    ),
  },
  {
    name: 'a-write-resumes',
    statement: 'After limits were raised over what is buffered, the next write resumes although nothing has moved.',
    killedBy: 'flow-control/resume-has-a-cause',
    connect: wrong(
      class extends ReferenceTransport {
        protected override accept(chunks: readonly Uint8Array[]): void {
          super.accept(chunks);
          if (this.buffer.size > 0) this.maybeResume();
        }
      },
    ),
  },
  {
    name: 'raised-limits-resume-now-and-then',
    statement: 'Raised limits resume at once below low, and exactly at low with the next drain.',
    killedBy: 'flow-control/raised-limits-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override setWriteBufferLimits(limits: Asked = {}): void {
          super.setWriteBufferLimits(limits);
          if (this.buffer.size < this.limits.low && this.buffer.size > 0) this.maybeResume();
        }
      },
    ),
  },
  {
    name: 'resumes-at-the-crossing-alone',
    statement: 'Resumes where a drain crosses low; after limits were raised over the size, none does.',
    killedBy: 'flow-control/raised-limits-resume',
    connect: wrong(
      class extends ReferenceTransport {
        private before = 0;

        protected override flush(): void {
          this.before = this.buffer.size;
          super.flush();
        }

        protected override maybeResume(): void {
          if (!this.isLow(this.before)) super.maybeResume();
        }
      },
    ),
  },
  {
    name: 'abort-resumes-from-outside',
    statement: 'A call of abort() resumes a paused protocol; a failure does not.',
    killedBy: 'flow-control/no-resume-after-the-end',
    connect: wrong(
      class extends ReferenceTransport {
        override abort(): void {
          super.abort();
          if (this.paused) this.resume();
        }
      },
    ),
  },
  {
    name: 'loss-resumes',
    statement: 'Resumes a paused protocol just before connection_lost().',
    killedBy: 'flow-control/no-resume-after-the-end',
    connect: wrong(
      class extends ReferenceTransport {
        protected override lost(error: unknown): void {
          this.buffer.clear();
          if (this.paused) this.resume();
          super.lost(error);
        }
      },
    ),
  },
  {
    name: 'dropped-writes-pause',
    statement: 'A large write pauses although it is dropped: nothing is flushed any more.',
    killedBy: 'flow-control/no-pause-after-the-end',
    connect: wrong(
      class extends ReferenceTransport {
        override write(data: ArrayBufferView): void {
          super.write(data);
          if (this.losing && !this.paused && this.isHigh(data.byteLength)) this.pause();
        }
      },
    ),
  },
  {
    name: 'no-pause-by-limits-while-closing',
    statement: 'While closing, a write over high pauses and a high set below the size does not.',
    killedBy: 'flow-control/pauses-while-closing-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        override setWriteBufferLimits(limits: Asked = {}): void {
          if (this.closing) this.limits = this.limitsFor(limits);
          else super.setWriteBufferLimits(limits);
        }
      },
      { writeWhileClosing: 'accepted' },
    ),
  },
  {
    name: 'no-resume-with-the-last-byte',
    statement: 'While closing, resumes at low, but not where the flush ends with the same drain.',
    killedBy: 'flow-control/resumes-while-closing-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {
          if (!this.closing || this.buffer.size > 0) super.maybeResume();
        }
      },
    ),
  },
  {
    name: 'resumes-and-pauses-at-equal-limits',
    statement: 'Limits that are both set to what is buffered resume and pause again in the same call.',
    killedBy: 'flow-control/one-callback-a-call',
    connect: wrong(
      class extends ReferenceTransport {
        override setWriteBufferLimits(limits: Asked = {}): void {
          this.limits = this.limitsFor(limits);
          if (this.buffer.size > 0) this.maybeResume();
          this.maybePause();
        }
      },
    ),
  },
  {
    name: 'flag-cleared-after-resume',
    statement: 'Is no longer paused only after resume_writing(): a write inside it does not pause.',
    killedBy: 'flow-control/pause-resume-pause',
    connect: wrong(
      class extends ReferenceTransport {
        protected override resume(): void {
          this.tell(() => this.protocol.resumeWriting());
          this.paused = false;
        }
      },
    ),
  },
  {
    name: 'close-resumes',
    statement: 'close() resumes a paused protocol, so that it can clean up.',
    killedBy: 'flow-control/resume-has-a-cause',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          super.close();
          if (this.paused && !this.losing) this.resume();
        }
      },
    ),
  },
  {
    name: 'no-resume-after-eof',
    statement:
      'After write_eof() a paused protocol is not resumed any more, as in Node: there is nothing more to write.',
    killedBy: 'flow-control/resumes-after-eof-one-way',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybeResume(): void {
          if (this.closing || !this.eof) super.maybeResume();
        }
      },
    ),
  },
];
