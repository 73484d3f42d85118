/**
 * What a schema has against a value, in one sentence that names the place.
 * Wording only; what is allowed is said in the schemas.
 */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Of all that is wrong, the first; for example `stimuli[2].do: expected one of write, writelines, ...` */
export function inOneSentence(error: z.ZodError, value: unknown): string {
  const { place, text } = read(error.issues[0] as Issue, value, []);
  return `${place === '' ? '' : `${place}: `}${text}.`;
}

interface Reading {
  readonly place: string;
  readonly text: string;
}

function read(issue: Issue, value: unknown, outer: readonly PropertyKey[]): Reading {
  const path = [...outer, ...issue.path];
  const place = inWords(path);
  if (!isThere(value, path)) return { place, text: 'is missing' };
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that was meant is the one that is wrong further inside, if there is one.
    const meant = issue.errors.find(
      ([first]) => first !== undefined && (first.code !== 'invalid_type' || first.path.length > 0),
    );
    if (meant !== undefined) return read(meant[0] as Issue, value, path);
    const all = issue.errors.map(([first]) => read(first as Issue, value, path).text.replace('expected ', ''));
    return { place, text: `expected ${[...new Set(all)].join(' or ')}` };
  }
  return { place, text: wrong(issue) };
}

function wrong(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return oneOf((issue as { options?: readonly unknown[] }).options ?? []);
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => JSON.stringify(key)).join(', ')} is not known here`;
    case 'too_small':
      return `expected at least ${issue.minimum}${things(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${things(issue.origin)}`;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
};

function things(origin: string): string {
  return origin === 'array' ? ' items' : origin === 'string' ? ' characters' : '';
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `expected ${values[0]}` : `expected one of ${values.join(', ')}`;
}

function inWords(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

function isThere(value: unknown, path: readonly PropertyKey[]): boolean {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !(key in here)) return false;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return true;
}
