/**
 * What a text report is written on: a width, colours, a way to wrap; and the few shapes that all reports are made of.
 * Knows nothing of rules or verdicts. Whether there is colour, and how wide it is, is told by the door.
 */
import type { Colors } from 'picocolors/types.js';

export interface Paper {
  readonly width: number;
  readonly colors: Colors;
  /** Breaks a text at its spaces; a word that is wider than the width is broken too. Colours may be in the text. */
  readonly wrap: (text: string, width: number) => string;
}

/** Keeps the words of a piece on one line. */
const GLUE = '\u00a0';

/** A text in lines, each after the indent. */
export function paragraph(paper: Paper, text: string, indent = 2): string[] {
  return wrapped(paper, text, paper.width - indent).map((line) => ' '.repeat(indent) + line);
}

/** Labels are padded to the longest of them, `Expected`. */
const LABEL = 10;

/** A label and a text beside it; on a narrow paper the text stands below. */
export function field(paper: Paper, label: string, ...texts: readonly string[]): string[] {
  const isNarrow = paper.width < 50;
  const indent = isNarrow ? 4 : 2 + LABEL;
  const lines = texts.flatMap((text) => paragraph(paper, text, indent));
  return beside(paper, label, lines, isNarrow);
}

/** The same with a text that must stay whole, so that it can be copied or followed: the terminal breaks it, not we. */
export function wholeField(paper: Paper, label: string, text: string): string[] {
  const isNarrow = paper.width < 50;
  return beside(paper, label, [' '.repeat(isNarrow ? 4 : 2 + LABEL) + text], isNarrow);
}

/** Pieces that are not broken themselves, with dots between them; a line may end with a dot, and never begins so. */
export function pieces(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(' ', GLUE)).join(`${GLUE}· `);
}

/** Names, ids and the like, with commas between them. */
export function listed(names: readonly string[]): string {
  return names.join(', ');
}

/** Cells side by side, each wrapped in its column; the last one takes what is left. */
export function row(paper: Paper, cells: readonly string[], widths: readonly number[]): string[] {
  const last = cells.length - 1;
  const rest = paper.width - widths.reduce((sum, width) => sum + width, 0);
  const columns = cells.map((cell, index) => {
    const width = index === last ? rest : (widths[index] as number) - 1;
    return cell === '' ? [] : cell.split('\n').flatMap((line) => wrapped(paper, line, width));
  });
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, index) =>
        index === last ? (column[line] ?? '') : pad(column[line] ?? '', widths[index] as number),
      )
      .join('')
      .trimEnd(),
  );
}

/** 2345 as `2,345`. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 rule`, `2 rules`, `3 stimuli`. */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : plural}`;
}

function wrapped(paper: Paper, text: string, width: number): string[] {
  return paper
    .wrap(text, Math.max(10, width))
    .split('\n')
    .map((line) => line.replaceAll(GLUE, ' ').trimEnd());
}

function beside(paper: Paper, label: string, lines: readonly string[], isNarrow: boolean): string[] {
  const shown = paper.colors.dim(label);
  if (isNarrow) return [`  ${shown}`, ...lines];
  const [first = '', ...rest] = lines;
  return [`  ${shown}${' '.repeat(LABEL - label.length)}${first.trimStart()}`, ...rest];
}

/** Colours take no room. What stands in a padded column is our own, so a character is a column. */
function pad(text: string, width: number): string {
  // eslint-disable-next-line no-control-regex
  const bare = text.replace(/\u001b\[\d+m/g, '');
  return text + ' '.repeat(Math.max(1, width - bare.length));
}
