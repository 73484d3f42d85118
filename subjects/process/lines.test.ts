/** Lines come out whole, however their bytes come in, and no more of one is held than may be. */
import { expect, test } from '@jest/globals';
import { Lines } from './lines.js';

const TEXT = 'one\n\nzwei, drei: ä€🙂\nlast\nrest';

test.each([1, 2, 3, 7, 100])('pieces of %d bytes', (size) => {
  const seen: string[] = [];
  const lines = new Lines(40, (line) => seen.push(line));
  const bytes = Buffer.from(TEXT);
  for (let at = 0; at < bytes.length; at += size) expect(lines.push(bytes.subarray(at, at + size))).toBe(true);
  expect([...seen, lines.rest]).toEqual(TEXT.split('\n'));
});

test('a line that is too long is not held, in whatever pieces it comes', () => {
  for (const size of [5, 1_000]) {
    const lines = new Lines(20, () => {});
    const pieces = Array.from({ length: 1_000 / size }, () => Buffer.alloc(size, 'x'));
    const taken = pieces.findIndex((piece) => !lines.push(piece));
    expect(taken).toBe(size === 5 ? 4 : 0);
    expect(lines.rest.length).toBeLessThanOrEqual(200);
  }
  const whole = new Lines(3, () => {});
  expect(whole.push(Buffer.from('abc\nabcd\n'))).toBe(false);
});
