/**
 * The monitor over the simulated wire: honest transports of every dialect never alarm it, whatever is done to them; what
 * calls and callbacks show of a mutant it tells; and nothing passes through it changed.
 */
import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { RULES } from '../conformance/rules/index.js';
import type { Script } from '../machines/alphabet.js';
import { scripts } from '../properties/arbitraries.js';
import { drive } from '../subjects/driver.js';
import { MUTANTS } from '../subjects/mutants/index.js';
import type { Choices } from '../subjects/reference/choices.js';
import { ReferenceTransport } from '../subjects/reference/transport.js';
import type { Connect } from '../subjects/transport.js';
import { monitor, type Violation } from './index.js';

/** Milliseconds: thousands of scripts, and the machine may be busy. */
jest.setTimeout(120_000);

const DRAWN: readonly Script[] = fc.sample(scripts(), { numRuns: 150, seed: 5 });
const SCRIPTS: readonly Script[] = [...RULES.map(({ given }) => given), ...DRAWN];

/** The documents' dialect, each choice the other way, and all of them. */
const OTHER = {
  pausesWhen: 'exceeds',
  writeTries: 'later',
  writeWhileClosing: 'accepted',
  sizeAfterAbort: 'kept',
  zeroHigh: 'refused',
} as const;
const DIALECTS: readonly Partial<Choices>[] = [
  {},
  ...Object.entries(OTHER).map(([name, value]) => ({ [name]: value })),
  OTHER,
];

/** Of flow control, what calls and callbacks show. */
const VISIBLE = [
  'pauses-one-byte-early',
  'pauses-one-byte-late',
  'write-never-pauses',
  'third-pause-missing',
  'writelines-not-counted',
  'lowered-limits-do-not-pause',
  'zero-high-never-pauses',
  'zero-high-pauses-when-empty',
  'pauses-at-each-write',
  'new-limits-pause-again',
  'writelines-pauses-for-each-item',
  'resumes-at-each-drain',
  'resumes-again-when-empty',
  'pauses-with-the-next-turn',
  'never-resumes',
  'resumes-one-byte-late',
  'resumes-only-when-empty',
  'resumes-one-byte-early',
  'resumes-below-high',
  'zero-low-is-a-quarter',
];

/** A script on a watched transport: what was told of it, and whether it was watched to its end. */
function watch(
  connect: Connect,
  script: Script,
): { violation: Violation | null; blind: string | null; trace: unknown } {
  let own: ReturnType<typeof monitor> | null = null;
  const trace = drive((parts) => {
    own = monitor(parts.protocol, { onViolation: () => {} });
    return own.transport(connect({ ...parts, protocol: own.protocol }));
  }, script);
  (own as ReturnType<typeof monitor> | null)?.settled();
  const { violation = null, blind = null } = (own ?? {}) as Partial<ReturnType<typeof monitor>>;
  return { violation, blind, trace };
}

describe('no false alarm', () => {
  test.each(DIALECTS)('the reference, %j', (choices) => {
    const connect: Connect = (parts) => new ReferenceTransport(parts, choices);
    const alarms: unknown[] = [];
    for (const script of SCRIPTS) {
      const { violation, blind } = watch(connect, script);
      if (violation !== null || blind !== null) alarms.push({ script, message: violation?.message ?? blind });
    }
    expect(alarms).toEqual([]);
  });
});

test('what is seen through it is what is seen without it', () => {
  const connect: Connect = (parts) => new ReferenceTransport(parts);
  for (const script of SCRIPTS) expect(watch(connect, script).trace).toEqual(drive(connect, script));
});

test.each(VISIBLE)('it sees %s', (name) => {
  const { connect } = MUTANTS.find((one) => one.name === name) as (typeof MUTANTS)[0];
  expect(SCRIPTS.some((script) => watch(connect, script).violation !== null)).toBe(true);
});

test('a violation says what was expected and seen, and the last steps', () => {
  const { connect } = MUTANTS.find(({ name }) => name === 'write-never-pauses') as (typeof MUTANTS)[0];
  const script: Script = { stimuli: [{ do: 'write', n: 70_000, kind: 'bytes' }], reactions: [], keepOpen: false };
  expect(watch(connect, script).violation?.message).toMatchInlineSnapshot(`
   "A transport has left the contract at write().
     Expected  pause_writing() in the call, with a size of 70000
     Seen      write(70000) =70000; 70000 bytes buffered, low 16384, high 65536
     Last      connection_made() =0
               write(70000) =70000"
  `);
});
