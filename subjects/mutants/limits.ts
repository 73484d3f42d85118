/**
 * Mutants of the limits: what setWriteBufferLimits() takes, refuses and leaves alone. One wrong part each; see mutant.ts.
 */
import type { Limits } from '../reference/limits.js';
import { DEFAULT_LIMITS } from '../reference/limits.js';
import { ReferenceTransport } from '../reference/transport.js';
import { wrong, type Mutant } from './mutant.js';

type Asked = Parameters<ReferenceTransport['setWriteBufferLimits']>[0] & object;

export const LIMITS: readonly Mutant[] = [
  {
    name: 'defaults-swapped',
    statement: 'Its default limits are in the wrong order.',
    killedBy: 'limits/defaults-are-a-pair',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limits: Limits = { low: DEFAULT_LIMITS.high, high: DEFAULT_LIMITS.low };
      },
    ),
  },
  {
    name: 'no-default-is-minus-one',
    statement: 'Says -1 for a low that nobody has set yet.',
    killedBy: 'limits/defaults-are-a-pair',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limits: Limits = { ...DEFAULT_LIMITS, low: -1 };
      },
    ),
  },
  {
    name: 'low-alone-keeps-high',
    statement: 'A low given alone leaves high as it was, even below it.',
    killedBy: 'limits/low-never-above-high',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const made = super.limitsFor(asked);
          return asked.high === undefined && asked.low !== undefined ? { ...made, high: this.limits.high } : made;
        }
      },
    ),
  },
  {
    name: 'low-above-high-taken',
    statement: 'The order of low and high is not checked.',
    killedBy: 'limits/low-above-high-refused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return isDisordered(asked) ? { low: asked.low, high: asked.high } : super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'low-one-above-high-taken',
    statement: 'Refuses a low above high from two bytes on.',
    killedBy: 'limits/low-above-high-refused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const isNear = isDisordered(asked) && asked.low - asked.high === 1;
          return isNear ? { low: asked.low, high: asked.high } : super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'low-above-high-cut',
    statement: 'A low above high is cut down to it without a word.',
    killedBy: 'limits/low-above-high-refused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return super.limitsFor(isDisordered(asked) ? { high: asked.high, low: asked.high } : asked);
        }
      },
    ),
  },
  {
    name: 'equal-limits-refused',
    statement: 'Refuses a low that is equal to high.',
    killedBy: 'limits/both-are-taken',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          if (asked.low === asked.high && asked.low !== undefined) throw new RangeError('low must be below high.');
          return super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'negative-high-is-no-limit',
    statement: 'A negative high stands for no limit.',
    killedBy: 'limits/negative-refused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { high = 0, low = 0 } = asked;
          return high < 0 && low >= 0 ? { low, high: Number.MAX_SAFE_INTEGER } : super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'negative-low-is-zero',
    statement: 'A negative low is taken for 0.',
    killedBy: 'limits/negative-refused',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return super.limitsFor((asked.low ?? 0) < 0 ? { ...asked, low: 0 } : asked);
        }
      },
    ),
  },
  {
    name: 'refusal-is-a-type-error',
    statement: 'Refuses limits that make no sense with a TypeError.',
    killedBy: 'limits/refusal-is-a-value-error',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          try {
            return super.limitsFor(asked);
          } catch {
            throw new TypeError('The limits make no sense.');
          }
        }
      },
    ),
  },
  {
    name: 'applied-though-refused',
    statement: 'Sets the limits and checks them afterwards.',
    killedBy: 'limits/refusal-changes-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { low, high } = this.limits;
          this.limits = { low: asked.low ?? low, high: asked.high ?? high };
          return super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'half-applied-though-refused',
    statement: 'Sets high before it looks at a low that is above it.',
    killedBy: 'limits/refusal-changes-nothing',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          if (isDisordered(asked) && asked.high >= this.limits.low) this.limits = { ...this.limits, high: asked.high };
          return super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'refused-limits-pause',
    statement: 'Pauses for a high that it then refuses, and goes back to the old one.',
    killedBy: 'limits/refusal-changes-nothing',
    spreads: 'The refused limits stand while the pause is told, so each rule on limits sees them from inside it.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const old = this.limits;
          if (asked.high !== undefined) this.limits = { low: old.low, high: asked.high };
          this.maybePause();
          this.limits = old;
          return super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'limits-swapped',
    statement: 'Takes low for high and high for low where both are given.',
    killedBy: 'limits/both-are-taken',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { low, high } = super.limitsFor(asked);
          return asked.low === undefined || asked.high === undefined ? { low, high } : { low: high, high: low };
        }
      },
    ),
  },
  {
    name: 'high-kept-in-sixteen-bits',
    statement: 'A high of 65,536 becomes 65,535: it is kept in sixteen bits.',
    killedBy: 'limits/both-are-taken',
    spreads: 'The default high is 65,536 too, so each way to set it or to come by it shows.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { low, high } = super.limitsFor(asked);
          return { low: Math.min(low, 65_535), high: Math.min(high, 65_535) };
        }
      },
    ),
  },
  {
    name: 'limits-forgotten-while-paused',
    statement: 'Limits that are set while writing is paused are forgotten.',
    killedBy: 'limits/both-are-taken',
    spreads: 'Each way to set limits has a rule of its own, and all of them are forgotten.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const made = super.limitsFor(asked);
          return this.paused ? this.limits : made;
        }
      },
    ),
  },
  {
    name: 'limits-refused-while-closing',
    statement: 'Refuses new limits from close() on, although there is something to flush.',
    killedBy: 'limits/both-are-taken',
    spreads: 'Each way to set limits has a rule of its own, and all of them are refused.',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          if (this.closing && this.buffer.size > 0) throw new RangeError('The transport is closing.');
          return super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'zero-low-is-none',
    statement: 'Takes a low of 0 for one that is not given.',
    killedBy: 'limits/both-are-taken',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor({ high, low }: Asked): Limits {
          return super.limitsFor({ ...(high !== undefined && { high }), ...(low && { low }) });
        }
      },
    ),
  },
  {
    name: 'high-alone-keeps-low',
    statement: 'A high given alone leaves low as it was, and is refused below it.',
    killedBy: 'limits/high-alone',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return super.limitsFor(asked.low === undefined && asked.high ? { ...asked, low: this.limits.low } : asked);
        }
      },
    ),
  },
  {
    name: 'zero-high-is-the-default',
    statement: 'Takes a high of 0 for one that is not given.',
    killedBy: 'limits/high-zero-forces-low-zero',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor({ high, low }: Asked): Limits {
          return super.limitsFor({ ...(high && { high }), ...(low !== undefined && { low }) });
        }
      },
    ),
  },
  {
    name: 'zero-high-takes-any-low',
    statement: 'With a high of 0 the order of the two is not checked.',
    killedBy: 'limits/high-zero-with-a-low',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { high, low = 0 } = asked;
          return high === 0 && low > 0 ? { low, high } : super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'low-alone-refused-above-high',
    statement: 'A low given alone leaves high as it was, and is refused above it.',
    killedBy: 'limits/low-alone',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return super.limitsFor(
            asked.high === undefined && asked.low !== undefined ? { ...asked, high: this.limits.high } : asked,
          );
        }
      },
    ),
  },
  {
    name: 'none-given-is-zero',
    statement: 'With neither limit given both become 0.',
    killedBy: 'limits/none-given',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return super.limitsFor(isNone(asked) ? { low: 0, high: 0 } : asked);
        }
      },
    ),
  },
  {
    name: 'none-given-restores-high-alone',
    statement: 'With neither limit given high becomes the default, and low stays.',
    killedBy: 'limits/none-given',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const made = super.limitsFor(asked);
          return isNone(asked) ? { ...made, low: Math.min(this.limits.low, made.high) } : made;
        }
      },
    ),
  },
  {
    name: 'fractions-rounded-up',
    statement: 'A limit that is not a whole number is rounded up.',
    killedBy: 'limits/fractions',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { low, high } = super.limitsFor(asked);
          return { low: Math.ceil(low), high: Math.ceil(high) };
        }
      },
    ),
  },
  {
    name: 'fraction-cut-in-high-alone',
    statement: 'Of two limits that are not whole numbers high is cut, and low is kept.',
    killedBy: 'limits/fractions',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { low, high } = super.limitsFor(asked);
          return { low: Math.min(low, Math.trunc(high)), high: Math.trunc(high) };
        }
      },
    ),
  },
  {
    name: 'close-restores-the-defaults',
    statement: 'close() sets the default limits again.',
    killedBy: 'limits/stand-until-set',
    connect: wrong(
      class extends ReferenceTransport {
        override close(): void {
          super.close();
          this.limits = DEFAULT_LIMITS;
        }
      },
    ),
  },
  {
    name: 'high-grows-with-the-third-pause',
    statement: 'Doubles high by itself when it has paused three times.',
    killedBy: 'limits/stand-until-set',
    connect: wrong(
      class extends ReferenceTransport {
        private pauses = 0;

        protected override pause(): void {
          super.pause();
          this.pauses += 1;
          if (this.pauses === 3) this.limits = { ...this.limits, high: 2 * this.limits.high };
        }
      },
    ),
  },
  {
    name: 'limits-crash-once-lost',
    statement: 'Setting limits after the loss fails on something that is no longer there.',
    killedBy: 'limits/raise-nothing-else',
    connect: wrong(
      class extends ReferenceTransport {
        private isLost = false;

        override setWriteBufferLimits(limits: Asked = {}): void {
          if (this.isLost) throw new TypeError('Cannot read properties of null.');
          super.setWriteBufferLimits(limits);
        }

        protected override lost(error: unknown): void {
          this.isLost = true;
          super.lost(error);
        }
      },
    ),
  },
  {
    name: 'none-given-does-nothing-while-paused',
    statement: 'A call with neither limit restores the defaults, but not while writing is paused.',
    killedBy: 'limits/one-reset',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          return isNone(asked) && this.paused ? this.limits : super.limitsFor(asked);
        }
      },
    ),
  },
  {
    name: 'fractions-cut-in-pairs',
    statement: 'Fractions are kept in a limit given alone, and cut where both are given.',
    killedBy: 'limits/one-way-with-fractions',
    connect: wrong(
      class extends ReferenceTransport {
        protected override limitsFor(asked: Asked): Limits {
          const { low, high } = super.limitsFor(asked);
          const isPair = asked.low !== undefined && asked.high !== undefined;
          return isPair ? { low: Math.trunc(low), high: Math.trunc(high) } : { low, high };
        }
      },
    ),
  },
  {
    name: 'limits-ignored-later-once-aborted',
    statement: 'The first limits after an abort are applied, and those that follow are not.',
    killedBy: 'limits/after-the-abort',
    connect: ignoringLater((losing, lost) => losing && !lost),
  },
  {
    name: 'limits-ignored-later-once-lost',
    statement: 'The first limits after the loss are applied, and those that follow are not.',
    killedBy: 'limits/after-the-end',
    connect: ignoringLater((_losing, lost) => lost),
  },
  {
    name: 'limits-pause-after-an-abort',
    statement: 'Limits that are lowered between an abort and the loss pause.',
    killedBy: 'limits/harmless-after-the-end',
    connect: wrong(
      class extends ReferenceTransport {
        override setWriteBufferLimits(limits: Asked = {}): void {
          super.setWriteBufferLimits(limits);
          if (this.losing && !this.paused && this.isHigh(this.buffer.size)) this.pause();
        }
      },
      { sizeAfterAbort: 'kept' },
    ),
  },
];

/** The second limits that come in such a phase, and all after them, change nothing. */
function ignoringLater(isLate: (losing: boolean, lost: boolean) => boolean): Mutant['connect'] {
  return wrong(
    class extends ReferenceTransport {
      private late = 0;
      private isLost = false;

      override setWriteBufferLimits(limits: Asked = {}): void {
        const old = this.limits;
        super.setWriteBufferLimits(limits);
        if (isLate(this.losing, this.isLost) && this.late++ > 0) this.limits = old;
      }

      protected override lost(error: unknown): void {
        super.lost(error);
        this.isLost = true;
      }
    },
  );
}

function isNone({ high, low }: Asked): boolean {
  return high === undefined && low === undefined;
}

/** Both are given, neither is negative, and low is above high: what is to be refused for its order alone. */
function isDisordered(asked: Asked): asked is Required<Asked> {
  const { high, low } = asked;
  return high !== undefined && low !== undefined && 0 < high && high < low;
}
