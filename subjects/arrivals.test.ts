/** How what arrives is read: each case of "Bytes" in docs/harness.md. */
import { describe, expect, test } from '@jest/globals';
import type { Arrival } from '../machines/alphabet.js';
import { Arrivals } from './arrivals.js';
import { LARGEST } from '../machines/sizes.js';
import { copyPattern, isPattern, patternAt } from './pattern.js';

const bytesOf = (...ranges: [from: number, to: number][]): Uint8Array =>
  new Uint8Array(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => patternAt(from + i))));

/** Chunks of these sizes are offered, then these bytes arrive. */
function read(chunks: number[], ...sends: Uint8Array[]): Arrival[] {
  const arrivals = new Arrivals();
  for (const n of chunks) arrivals.offer(n);
  const into: Arrival[] = [];
  for (const bytes of sends) arrivals.read(bytes, bytes.length, into);
  return into;
}

describe('the pattern', () => {
  test.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 5_000_000])('at %i is the formula', (o) => {
    expect(patternAt(o)).toBe((o ^ ((o >> 7) * 37) ^ ((o >> 14) * 101)) & 127);
  });

  test.each([
    [0, 20],
    [100, 300],
    [2_097_151, 1_000],
    [2_097_000, LARGEST],
  ])('from %i, of %i bytes, is copied and compared alike', (offset, n) => {
    const bytes = copyPattern(offset, new Uint8Array(n));
    expect([bytes[0], bytes[n - 1]]).toEqual([patternAt(offset), patternAt(offset + n - 1)]);
    expect(isPattern(bytes, n, offset)).toBe(true);
    bytes[n - 1]! ^= 1;
    expect(isPattern(bytes, n, offset)).toBe(false);
    expect(isPattern(bytes, n - 1, offset)).toBe(true);
  });
});

describe('what arrives', () => {
  test('in order is one range, however it was sent', () => {
    expect(read([10, 200], bytesOf([0, 4]), bytesOf([4, 110]), bytesOf([110, 210]))).toEqual([[0, 210]]);
  });

  test('only the bytes that the wire took count', () => {
    const arrivals = new Arrivals();
    arrivals.offer(50);
    const into: Arrival[] = [];
    arrivals.read(bytesOf([0, 50]), 20, into);
    expect(into).toEqual([[0, 20]]);
    expect(arrivals.taken).toBe(20);
  });

  test('after a dropped chunk goes on at a later one', () => {
    expect(read([10, 20, 30], bytesOf([0, 10], [30, 60]))).toEqual([
      [0, 10],
      [30, 60],
    ]);
  });

  test('after dropped bytes goes on inside a chunk', () => {
    expect(read([40], bytesOf([0, 10], [15, 40]))).toEqual([
      [0, 10],
      [15, 40],
    ]);
  });

  test('twice is two ranges', () => {
    expect(read([30, 30], bytesOf([0, 30]), bytesOf([0, 30]), bytesOf([30, 60]))).toEqual([
      [0, 30],
      [0, 60],
    ]);
  });

  test('out of order is told in the order it came', () => {
    expect(read([20, 20], bytesOf([20, 40], [0, 20]))).toEqual([
      [20, 40],
      [0, 20],
    ]);
  });

  test('edited in place is the same range, marked', () => {
    const bytes = bytesOf([0, 30]);
    for (let i = 10; i < 20; i++) bytes[i]! |= 128;
    expect(read([30], bytes)).toEqual([
      [0, 10],
      [10, 20, 'edited'],
      [20, 30],
    ]);
  });

  test('that was never offered is unknown', () => {
    expect(read([], new Uint8Array([1, 2, 3]))).toEqual([{ unknown: 3 }]);
    expect(read([3], bytesOf([0, 3]), new Uint8Array([99, 98]), bytesOf([0, 1]))).toEqual([
      [0, 3],
      { unknown: 2 },
      [0, 1],
    ]);
  });

  test('the longest match wins, and of equals a later chunk before an earlier one', () => {
    // In 8,192 bytes the same values come again and again; 60 of them in a row at the start of a chunk are that chunk.
    expect(read([100, 4_000, 60, 4_000], bytesOf([0, 100], [4_100, 4_160]))).toEqual([
      [0, 100],
      [4_100, 4_160],
    ]);
  });

  test('a megabyte of rubbish is read in bounded time', () => {
    const found = read([LARGEST], new Uint8Array(LARGEST));
    const n = found.reduce(
      (sum, one) => sum + (one === 'eof' ? 0 : 'unknown' in one ? one.unknown : one[1] - one[0]),
      0,
    );
    expect(n).toBe(LARGEST);
  });
});
