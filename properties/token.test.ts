/** A token brings any script back, and whatever is not one is told so in one sentence. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Script } from '../machines/alphabet.js';
import { checksum, fromLetters, toLetters, Writer } from '../conformance/schema/bytes.js';
import { pack } from '../conformance/schema/packed.js';
import { decode, encode, TokenError } from '../conformance/token.js';
import { scripts } from './arbitraries.js';

const SCRIPT: Script = {
  stimuli: [
    { do: 'set_write_buffer_limits', high: 64, low: 16 },
    { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' },
  ],
  reactions: [],
  keepOpen: false,
};

describe('a token', () => {
  test('brings every script back', () => {
    const about = fc.record(
      { subject: fc.string({ minLength: 1, maxLength: 20 }), profile: fc.constantFrom('docs', 'cpython') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(scripts({ maxStimuli: 40 }), about, (script, rest) => {
        expect(decode(encode({ script, ...rest }))).toEqual({ script, ...rest });
      }),
      { seed: 1, numRuns: 3_000 },
    );
  });

  test.each([0, -0, 61, 62, 65_536, 2 ** 51, 2 ** 52, Number.MAX_SAFE_INTEGER, -1, -(2 ** 52), 10.5, -1e-9])(
    'keeps the number %d as it is',
    (high) => {
      const limits = { do: 'set_write_buffer_limits', high, low: { at: 'high', plus: high } } as const;
      const script = { ...SCRIPT, stimuli: [limits] };
      expect(decode(encode({ script })).script).toEqual(script);
    },
  );

  test('is short', () => {
    expect(encode({ script: SCRIPT }).length).toBeLessThan(24);
    expect(encode({ script: SCRIPT, subject: 'cpython-3.14', profile: 'cpython' }).length).toBeLessThan(50);
  });

  test('says the same for ever', () => {
    expect(encode({ script: SCRIPT, subject: 'reference' })).toBe(FROZEN);
    expect(decode(FROZEN)).toEqual({ script: SCRIPT, subject: 'reference' });
  });

  test('may be broken into lines', () => {
    expect(decode(` ${FROZEN.slice(0, 9)}\n  ${FROZEN.slice(9)}\n`).script).toEqual(SCRIPT);
  });
});

describe('what is no token', () => {
  test('is refused when cut short anywhere', () => {
    for (let length = 3; length < FROZEN.length; length++) {
      expect(() => decode(FROZEN.slice(0, length))).toThrow(MISTYPED);
    }
  });

  test('is refused with any letter wrong, missing or doubled, or two swapped', () => {
    for (let i = 3; i < FROZEN.length; i++) {
      const [before, letter, after] = [FROZEN.slice(0, i), FROZEN[i] as string, FROZEN.slice(i + 1)];
      for (const wrong of ['A', 'z', '7', '_', '+', 'é', '', letter + letter]) {
        if (wrong !== letter) expect(() => decode(before + wrong + after)).toThrow(MISTYPED);
      }
      const next = after[0] ?? letter;
      if (next !== letter) expect(() => decode(before + next + letter + after.slice(1))).toThrow(MISTYPED);
    }
  });

  test.each([
    ['', 'A replay token begins with p1:, and this does not.'],
    ['p1', 'A replay token begins with p1:, and this does not.'],
    ['{"stimuli":[]}', 'A replay token begins with p1:, and this does not.'],
    ['p2:AAAA', 'The token is of version 2, and this Plimsoll reads version 1 only.'],
    [`p1:${'A'.repeat(1_000_000)}`, 'The token is longer than any that Plimsoll writes.'],
    ['p1:', 'The token was cut short or mistyped: its checksum does not agree.'],
  ])('%.20s', (token, message) => {
    expect(() => decode(token)).toThrow(new TokenError(message));
  });

  test.each([
    ['an unknown word', [0, 0, 0, 15], 'it has a word that this version does not know.'],
    ['a missing size', [0, 0, 0, 0], 'it ends too early.'],
    ['a size of nothing', [0, 0, 0, 0, 0], 'it ends too early.'],
    ['very many reactions', [0, 0, 254, 255, 255, 255, 255, 255, 7], 'it ends too early.'],
    ['very many items', [0, 0, 0, 1, 255, 255, 255, 255, 255, 7], 'it ends too early.'],
    ['a number beyond all', [0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 127], 'it has a number that is too large.'],
    ['a name that is too long', [101, ...Array<number>(101).fill(65), 0, 0], 'it has a name that is too long.'],
    ['a reaction never called', [0, 0, 2, 0, 0, 0], 'reactions[0].times: expected at least 1.'],
    ['a relative size of a relative one', [0, 0, 0, 7, 1, 2], 'a relative size stands where only a number can.'],
    [
      'half a byte',
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f],
      'stimuli[0].n: expected a whole number or an object.',
    ],
  ])('is refused with %s in it', (_what, bytes, message) => {
    const token = `p1:${toLetters([...bytes, ...checksum(bytes)])}`;
    expect(() => decode(token)).toThrow(new TokenError(`The token is whole but holds no script: ${message}`));
  });

  test('is refused as such, or is a script, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(17), fc.nat(255)), { minLength: 3, maxLength: 40 }), (rest) => {
        const bytes = [0, 0, ...rest];
        try {
          const { script } = decode(`p1:${toLetters([...bytes, ...checksum(bytes)])}`);
          expect(decode(encode({ script })).script).toEqual(script);
        } catch (error) {
          expect(error).toBeInstanceOf(TokenError);
        }
      }),
      { seed: 1, numRuns: 3_000 },
    );
  });

  test('is never written: a script may be too long for one', () => {
    const script = { ...SCRIPT, stimuli: Array(300_000).fill(SCRIPT.stimuli[1]) };
    expect(() => encode({ script })).toThrow(TokenError);
  });
});

test('letters stand for bytes, and for these bytes only', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255)), (bytes) => {
      expect(fromLetters(toLetters(bytes))).toEqual(bytes);
    }),
    { seed: 1 },
  );
  for (const letters of ['A', 'AB', 'AAB', 'A=', 'AA==', 'A A']) expect(fromLetters(letters)).toBeNull();
});

test('a float is eight bytes, the least first, on every machine', () => {
  const to = new Writer();
  to.float(0.5);
  expect(to.bytes).toEqual([0, 0, 0, 0, 0, 0, 0xe0, 0x3f]);
  expect(pack(SCRIPT).bytes.length).toBe(8);
});

const MISTYPED = new TokenError('The token was cut short or mistyped: its checksum does not agree.');
/** What version 1 wrote when it was new; a Plimsoll that cannot read it has forgotten its users' tokens. */
const FROZEN = 'p1:CXJlZmVyZW5jZQAANYQBJAABBBtk2Q';
