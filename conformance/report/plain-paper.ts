/**
 * A paper without colour, for whatever is no terminal: a message of a test runner, a file, a test.
 */
import pc from 'picocolors';
import type { Paper } from './paper.js';

export function plainPaper(width: number): Paper {
  return { width, colors: pc.createColors(false), wrap };
}

/** As wrap-ansi does for text without colour: at spaces, and inside a word that is wider than the width. */
function wrap(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    let rest = word;
    const last = lines[lines.length - 1] as string;
    if (last !== '' && last.length + 1 + word.length > width) lines.push('');
    else if (last !== '') rest = ` ${word}`;
    while (rest.length > 0) {
      const room = width - (lines[lines.length - 1] as string).length;
      if (room === 0) {
        lines.push('');
        continue;
      }
      lines[lines.length - 1] += rest.slice(0, room);
      rest = rest.slice(room);
    }
  }
  return lines.join('\n');
}
