/**
 * What a smoke test says: a line of a checklist, with how to mend what is wrong; and how that looks.
 */
import { plain } from '../../conformance/report/plain.js';
import { field, paragraph, type Paper } from '../../conformance/report/paper.js';

export interface Finding {
  readonly mark: 'good' | 'bad' | 'note' | 'skipped';
  readonly text: string;
  readonly mend?: string;
  /** A line to copy, so it is never broken. */
  readonly example?: string;
  /** The end of what the agent said on stderr. */
  readonly stderr?: string;
}

export const good = (text: string): Finding => ({ mark: 'good', text });
export const note = (text: string, mend?: string): Finding => ({ mark: 'note', text, ...(mend && { mend }) });
export const skipped = (text: string): Finding => ({ mark: 'skipped', text });
export const bad = (text: string, mend: string, stderr = ''): Finding => ({
  mark: 'bad',
  text,
  mend,
  ...(stderr.trim() !== '' && { stderr }),
});

/** So long may be what an agent made us say; and so many lines of its stderr are shown. */
const LONGEST = 600;
const LAST = 6;

export function findingLines(paper: Paper, { mark, text, mend, example, stderr }: Finding): string[] {
  const { green, red, yellow, dim } = paper.colors;
  const sign = { good: green('✓'), bad: red('✗'), note: yellow('!'), skipped: dim('-') }[mark];
  const [first = '', ...rest] = paragraph(paper, plain(text, LONGEST));
  const shown = (line: string): string => (mark === 'skipped' ? dim(line) : line);
  return [
    `${sign} ${shown(first.trimStart())}`,
    ...rest.map(shown),
    ...(mend === undefined ? [] : field(paper, 'Mend', plain(mend, LONGEST))),
    ...(example === undefined ? [] : [`  ${example}`]),
    ...(stderr === undefined ? [] : field(paper, 'Stderr', ...lastLines(stderr))),
  ];
}

function lastLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-LAST).map((line) => plain(line.replaceAll('\t', '    ')));
}
