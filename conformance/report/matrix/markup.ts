/**
 * HTML from templates in which every value is escaped, unless it is markup that was made here. Knows nothing of a page.
 */
import { plain } from '../plain.js';

/** Made by html`...` alone. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Value = Markup | string | number | readonly Value[];

/** The literal parts are ours; whatever is put between them is text, spelt out and escaped, or markup. */
export function html(literal: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    literal.map(tight).reduce((text, part, index) => text + written(values[index - 1] as Value) + part),
  );
}

export const NOTHING = html``;

/** Each escaped and cut by itself: a list may be long. */
export function commas(values: readonly Value[]): Markup {
  return html`${values.map((value, index) => (index === 0 ? html`${value}` : html`, ${value}`))}`;
}

/** A text that must stand as it is, such as our own style sheet; it is never from outside. */
export function ours(text: string): Markup {
  return new Markup(text);
}

/** The indentation of the source is not the page's. */
function tight(part: string): string {
  return part.replaceAll(/\n\s*/g, '\n');
}

function written(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(written).join('');
  return escaped(plain(`${value as string | number}`));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
