/**
 * JSON from a file, and where in it a value stands: what is wrong is told with its line.
 * Knows no schema: what must be in a file is said in a file of its own beside this one.
 */
import type { z } from 'zod';
import { FileError } from './file-error.js';
import { inOneSentence } from './sentence.js';

/** Lines of a text, the first is 1. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** A text that was read as JSON. */
export interface Json {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
}

/** In characters; far above what anyone keeps in a file that people read. */
const LONGEST = 16 * 1024 * 1024;

/** `file` is what it is called in a sentence. */
export function parseJson(text: string, file: string): Json {
  if (text.length > LONGEST) throw new FileError(`${file} is longer than the 16 MiB that are read of such a file.`);
  // An editor may have put a byte order mark before it.
  const bare = text.replace(/^\uFEFF/, '');
  try {
    return { file, text: bare, value: JSON.parse(bare) as unknown };
  } catch {
    throw new FileError(wrongJson(bare, file));
  }
}

/** The value as the schema has it; what it has against it is told with the line. */
export function checkedJson<T>(json: Json, schema: z.ZodType<T>, hint: Hint = noHint): T {
  const hidden = hiddenKey(json.value);
  if (hidden !== null) throw new FileError(`${placeOf(json, [hidden])}: ${JSON.stringify(hidden)} is not known here.`);
  const checked = schema.safeParse(json.value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] as string) : null;
  const path = [...(issue?.path ?? []), ...(unknown === null ? [] : [unknown])];
  const more = unknown === null ? null : hint(unknown, issue?.path ?? []);
  const sentence = inOneSentence(checked.error, json.value);
  throw new FileError(`${placeOf(json, path)}: ${more === null ? sentence : sentence.replace(/\.$/, more)}`);
}

/** What to say of a key that is not known: the end of a sentence, such as `; the nearest is runs.` */
export type Hint = (key: string, path: readonly PropertyKey[]) => string | null;

/** The lines on which the value at a path stands, its key included. The text must be JSON. */
export function linesOf(text: string, path: readonly PropertyKey[]): Lines | null {
  return new Finder(text).find(path);
}

function placeOf({ file, text }: Json, path: readonly PropertyKey[]): string {
  // Of a module there is a value, and no text.
  if (text === '') return file;
  // What is missing has no place: what it is missing from has.
  for (let length = path.length; length > 0; length--) {
    const lines = linesOf(text, path.slice(0, length));
    if (lines !== null) return `${file}:${lines.from}`;
  }
  return `${file}:1`;
}

function noHint(): null {
  return null;
}

/** zod looks away from this one. */
function hiddenKey(value: unknown): string | null {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__') ? '__proto__' : null;
}

function wrongJson(text: string, file: string): string {
  if (text.trim() === '') return `${file}:1 is empty: it must hold one JSON object.`;
  const at = brokenAt(text);
  if (at === null) return `${file}:${lineAt(text.trimEnd(), text.length)} is no whole JSON: it ends too early.`;
  return `${file}:${lineAt(text, at)} is no JSON: something else was to come there.`;
}

/** Where a text stops being the beginning of a JSON; null where it never does. The engine says it only sometimes. */
function brokenAt(text: string): number | null {
  if (couldGoOn(text)) return null;
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return bad - 1;
}

function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const at = /at position (\d+)/.exec(message)?.[1];
    return message.includes('end of JSON') || (at !== undefined && Number(at) >= text.length);
  }
}

function lineAt(text: string, position: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** One pass over a text that is known to be JSON, down to one value. Nothing is called for each level of depth. */
class Finder {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  find(path: readonly PropertyKey[]): Lines | null {
    let from = 1;
    this.#blank();
    for (const key of path) {
      const found = typeof key === 'number' ? this.#item(key) : this.#property(String(key));
      if (found === null) return null;
      from = found;
    }
    this.#skip();
    return { from, to: this.#line };
  }

  /** Goes to the value of a property of the object that begins here; answers the line of its key. */
  #property(wanted: string): number | null {
    if (!this.#open('{')) return null;
    while (this.#text[this.#at] === '"') {
      const [start, line] = [this.#at, this.#line];
      this.#skip();
      const key = JSON.parse(this.#text.slice(start, this.#at)) as string;
      this.#blank();
      this.#at++;
      this.#blank();
      if (key === wanted) return line;
      this.#skip();
      this.#comma();
    }
    return null;
  }

  #item(wanted: number): number | null {
    if (!this.#open('[')) return null;
    for (let index = 0; this.#text[this.#at] !== ']'; index++) {
      if (index === wanted) return this.#line;
      this.#skip();
      this.#comma();
    }
    return null;
  }

  #open(bracket: '{' | '['): boolean {
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    this.#blank();
    return true;
  }

  #comma(): void {
    this.#blank();
    if (this.#text[this.#at] === ',') this.#at++;
    this.#blank();
  }

  /** Over the value that begins here. */
  #skip(): void {
    let depth = 0;
    do {
      const character = this.#text[this.#at];
      if (character === undefined) return;
      if (character === '"') this.#string();
      else {
        if (character === '{' || character === '[') depth++;
        if (character === '}' || character === ']') depth--;
        if (character === '\n') this.#line++;
        this.#at++;
        // A number or a word goes on to what cannot be part of it.
        if (depth === 0) while (/[\w.+-]/.test(this.#text[this.#at] ?? '') && /[\w.+-]/.test(character)) this.#at++;
      }
    } while (depth > 0);
  }

  #string(): void {
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) if (this.#text[this.#at] === '\\') this.#at++;
    this.#at++;
  }

  #blank(): void {
    for (; /\s/.test(this.#text[this.#at] ?? ''); this.#at++) if (this.#text[this.#at] === '\n') this.#line++;
  }
}
