/**
 * Replay tokens: one string that brings a script back, such as `p1:...`, and says when it is not whole.
 * A token holds what to run and perhaps on whom, never what was seen: a replay looks again.
 */
import type { Script } from '../machines/alphabet.js';
import { checksum, fromLetters, Reader, toLetters, Writer } from './schema/bytes.js';
import { pack, unpack } from './schema/packed.js';
import { MOST, scriptSchema } from './schema/script.js';
import { inOneSentence } from './schema/sentence.js';

/** What a token brings back. */
export interface Replay {
  readonly script: Script;
  /** As on the command line, for example `cpython-3.14`. */
  readonly subject?: string;
  readonly profile?: string;
}

/** Why a string is no token that can be replayed: one sentence. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export function encode({ script, subject = '', profile = '' }: Replay): string {
  const to = new Writer();
  to.text(subject);
  to.text(profile);
  const bytes = [...to.bytes, ...pack(script).bytes];
  const token = PREFIX + toLetters([...bytes, ...checksum(bytes)]);
  if (token.length > LONGEST) throw new TokenError('The script is too long for a token: keep it in a file.');
  return token;
}

export function decode(token: string): Replay {
  // A terminal may have broken it into lines.
  const bytes = whole(token.replace(/\s+/g, ''));
  const { script, ...about } = read(new Reader(bytes));
  const checked = scriptSchema.safeParse(script);
  if (!checked.success)
    throw new TokenError(`The token is whole but holds no script: ${inOneSentence(checked.error, script)}`);
  return { script, ...about };
}

const PREFIX = 'p1:';
/** Bytes of the checksum, at the end. */
const CHECK = 3;
/** In characters: far more than 10,000 stimuli, and than most systems let pass as an argument. */
const LONGEST = 1_000_000;

/** The bytes that a token stands for, once its checksum agrees. */
function whole(token: string): number[] {
  const version = /^p(\d+):/.exec(token)?.[1];
  if (version === undefined) throw new TokenError(`A replay token begins with ${PREFIX}, and this does not.`);
  if (version !== '1') {
    throw new TokenError(`The token is of version ${version.slice(0, 9)}, and this Plimsoll reads version 1 only.`);
  }
  if (token.length > LONGEST) throw new TokenError('The token is longer than any that Plimsoll writes.');
  const all = fromLetters(token.slice(PREFIX.length));
  const bytes = all?.slice(0, -CHECK) ?? [];
  if (bytes.length === 0 || checksum(bytes).join() !== all?.slice(-CHECK).join()) {
    throw new TokenError('The token was cut short or mistyped: its checksum does not agree.');
  }
  return bytes;
}

function read(from: Reader): Replay {
  try {
    const subject = from.text();
    const profile = from.text();
    if (subject.length > MOST.name || profile.length > MOST.name)
      throw new RangeError('it has a name that is too long');
    return { script: unpack(from), ...(subject && { subject }), ...(profile && { profile }) };
  } catch (error) {
    if (error instanceof RangeError) throw new TokenError(`The token is whole but holds no script: ${error.message}.`);
    throw error;
  }
}
