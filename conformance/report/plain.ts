/**
 * Makes text that came from a subject safe to show: what a terminal would obey, or hide, or turn round is spelt out.
 * Never for text of our own: colours are added after, and would be spelt out too.
 */

/** Controls, formats (bidi overrides and invisible characters are among them), lone surrogates, odd line ends, and what is no character. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Long enough for any message that anyone reads. */
const LONGEST = 400;

/** One line, at most `longest` characters of it. */
export function plain(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(UNSAFE, (character) => NAMED[character] ?? spelt(character));
}

/** The same for a line of JSON, whose value stays what it was: its own escapes. */
export function plainJson(json: string): string {
  return json.replace(UNSAFE, (character) =>
    units(character)
      .map((unit) => `\\u${hex(unit, 4)}`)
      .join(''),
  );
}

function spelt(character: string): string {
  const code = character.codePointAt(0) as number;
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 1)}}`;
}

function units(character: string): number[] {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
