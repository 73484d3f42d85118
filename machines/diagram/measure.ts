/**
 * How much room a text takes: fonts, and the sizes of boxes and labels by what stands in them. Places nothing.
 */
import type { Box, Reaction } from './picture.js';

/** Pixels. Letters of a monospace font are 0.6 of its size wide, whichever font the reader has. */
export const FONT = { text: 11, name: 15, line: 14, letter: 6.65, nameLetter: 10 } as const;
export const PAD = { side: 12, header: 30, bottom: 10, column: 20, inner: 10 } as const;

/** The size of a box by its name and its reactions, without the boxes inside it. */
export function measure({ name, reactions }: Box): { width: number; height: number; column: number | null } {
  const { now, later } = columnsOf(reactions);
  const first = widest(now);
  const width = Math.max(
    name.length * FONT.nameLetter,
    later.length === 0 ? first : first + PAD.column + widest(later),
  );
  return {
    width: Math.ceil(width) + 2 * PAD.side,
    height: PAD.header + Math.max(now.length, later.length) * FONT.line + PAD.bottom,
    column: later.length === 0 ? null : Math.ceil(PAD.side + first + PAD.column),
  };
}

/** What comes later stands in a column of its own where there is much of it. */
export function columnsOf(reactions: Box['reactions']): { now: Box['reactions']; later: Box['reactions'] } {
  const later = reactions.filter((reaction) => reaction.later);
  if (later.length < 3) return { now: reactions, later: [] };
  return { now: reactions.filter((reaction) => !reaction.later), later };
}

/** The room of an arrow's label. */
export function labelSize(lines: readonly string[]): { width: number; height: number } {
  return { width: textWidth(lines) + 4, height: lines.length * FONT.line + 2 };
}

export function textWidth(lines: readonly string[]): number {
  return Math.ceil(Math.max(0, ...lines.map((line) => line.length)) * FONT.letter);
}

function widest(reactions: readonly Reaction[]): number {
  return textWidth(reactions.map(({ on, sees }) => `${on} / ${sees}`));
}
