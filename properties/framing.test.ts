/**
 * A transport whose size counts its own framing, such as TLS: its traces are told anew (conformance/framing.ts), and then
 * it is judged like any other. Held on a made one: the reference with a record around what is written, and a closing notice.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ask, asItCame } from '../conformance/ask.js';
import { ALL_CAPABILITIES, isTrace, type Subject } from '../conformance/subject.js';
import { runSuite } from '../conformance/suite.js';
import { UnsupportedError } from '../subjects/errors.js';
import type { Parts, Wire } from '../subjects/parts.js';
import { SendBuffer } from '../subjects/reference/buffer.js';
import type { Choices } from '../subjects/reference/choices.js';
import { ReferenceTransport } from '../subjects/reference/transport.js';
import { defineTransport } from '../subjects/transport.js';
import { scripts } from './arbitraries.js';
import { campaign } from './campaign.js';

const RECORD = 22;
const NOTICE = 24;

/** Bytes around each chunk are counted, and go with the last of it; a notice is framing and nothing else. */
class SealedBuffer extends SendBuffer {
  #around = 0;

  override get size(): number {
    return super.size + this.#around;
  }

  override push(bytes: Uint8Array): void {
    super.push(bytes);
    this.#around += RECORD;
  }

  notice(): void {
    this.#around += NOTICE;
  }

  override sendTo(wire: Wire): void {
    super.sendTo(wire);
    wire.send(new Uint8Array(0)); // a notice fails where bytes would
    if (super.size === 0) this.#around = 0;
  }

  override clear(): void {
    super.clear();
    this.#around = 0;
  }
}

class SealedTransport extends ReferenceTransport {
  protected override makeBuffer(): SendBuffer {
    return new SealedBuffer(this.choices.mutableChunks);
  }

  override canWriteEof(): boolean {
    return false;
  }

  override writeEof(): void {
    throw new UnsupportedError('There is no half of it.');
  }

  override close(): void {
    if (this.closing) return;
    this.closing = true;
    this.wire.onReadable(null);
    (this.buffer as SealedBuffer).notice();
    this.wire.onWritable(this.onWritable);
  }

  protected override end(): void {
    super.end();
    if (!this.closing) this.close(); // whatever it was answered
  }
}

const LACKS = ['exact-drain', 'exact-size', 'half-close'];

function sealed(Made: new (parts: Parts, choices?: Partial<Choices>) => ReferenceTransport = SealedTransport): Subject {
  const subject = defineTransport({
    name: 'sealed',
    version: 'made for this test',
    connect: (parts) => new Made(parts, { writeTries: 'when-empty' }),
  });
  return { ...subject, capabilities: ALL_CAPABILITIES.filter((one) => !LACKS.includes(one)) };
}

const judged = (subject: Subject) => runSuite(subject, { search: campaign, runs: 1_000, seed: 5 });

describe('a transport with framing', () => {
  test('conforms, and both judges agree on every script', async () => {
    const report = await judged(sealed());
    const failing = report.rules.filter(({ verdict }) => verdict === 'violation' || verdict === 'divergence');
    expect(failing.map(({ rule }) => rule.id)).toEqual([]);
    const idle = report.rules.filter(({ verdict }) => verdict === 'unexercised').map(({ rule }) => rule);
    expect(idle.filter(({ level }) => level === 'MUST').map(({ id }) => id)).toEqual([]);
    expect(report.disagreements).toEqual([]);
    // Its exact wire is not declared, and not seen: of a drain by so many bytes nothing can be told.
    expect(report.doubts).toEqual([]);
    expect(report.dialect.find(({ choice }) => choice === 'keptEof')?.values).toEqual(['closes']);
  });

  test.each([
    [
      'flow-control/write-over-high-pauses',
      class extends SealedTransport {
        protected override isHigh(size: number): boolean {
          return super.isHigh(size - RECORD);
        }
      },
    ],
    [
      'buffer/arrives-once-in-order',
      class extends SealedTransport {
        protected override queue(chunks: readonly Uint8Array[]): void {
          super.queue([...chunks].reverse());
        }
      },
    ],
    [
      'flow-control/resumes-at-low',
      class extends SealedTransport {
        protected override isLow(size: number): boolean {
          return size < this.limits.low;
        }
      },
    ],
    [
      'closing/last-byte-first',
      class extends SealedTransport {
        override close(): void {
          super.close();
          this.lose(null);
        }
      },
    ],
  ] as const)('that breaks %s is found out', async (id, Made) => {
    const { rules } = await judged(sealed(Made));
    expect(rules.filter(({ verdict }) => verdict === 'violation').map(({ rule }) => rule.id)).toContain(id);
  });
});

test('a place in a trace told anew is found in the one that came', async () => {
  const drawn = fc.sample(scripts(sealed()), { seed: 3, numRuns: 200 });
  for (const result of await ask(sealed(), drawn)) {
    if (!isTrace(result)) continue;
    const { trace } = asItCame(result, []);
    result.steps.forEach((step, at) => {
      const { path } = asItCame(result, [at]);
      const came = trace.steps[path[0] as number];
      expect(came?.stimulus.do === 'close' || came?.stimulus.do === step.stimulus.do).toBe(true);
    });
  }
});
