/**
 * A run over a small world on paper: how many scripts there are, what became of each, and what that is worth, in words.
 * Numbers and reasons only; verdicts are elsewhere.
 */
import type { Exhausted, Report } from '../verdict.js';
import { count, counted, paragraph, type Paper } from './paper.js';

export function exhaustedLines(paper: Paper, report: Report): string[] {
  const { exhausted } = report;
  if (exhausted === undefined) return [];
  const { depth, stimuli, scripts, run } = exhausted;
  const { bold } = paper.colors;
  const left = REASONS.map(([name, reason]) => [exhausted[name], reason] as const).filter(([n]) => n > 0);
  const others = scripts - run;
  const unknown = others - left.reduce((sum, [n]) => sum + n, 0);
  if (unknown > 0) left.push([unknown, 'were not reached.']);
  const width = Math.max(...left.map(([n]) => count(n).length), 0);
  return [
    ...paragraph(
      paper,
      `${bold(`Every script of up to ${counted(depth, 'stimulus', 'stimuli')}`)} out of ${stimuli}, with at most one ` +
        `reaction: ${count(scripts)}, of which ${count(run)} were run. Of the others`,
      0,
    ),
    ...left.flatMap(([n, reason]) => {
      const [first = '', ...rest] = paragraph(paper, reason, width + 4);
      return [`  ${count(n).padStart(width)}${first.slice(width + 2)}`, ...rest];
    }),
    ...paragraph(paper, guarantee(report) as string),
  ];
}

const REASONS: readonly (readonly [keyof Exhausted, string])[] = [
  ['same', 'are the same as one that was run, once their sizes are numbers.'],
  ['unseen', 'differ from one that was run in nothing that the transport can see.'],
  ['failed', 'begin with one that fails already.'],
  ['uncalled', 'react to a callback that does not come.'],
];

/** What a run over a small world is worth: a few sentences. Null of another run. */
export function guarantee({
  exhausted,
  faults,
  inconclusive,
}: Pick<Report, 'exhausted' | 'faults' | 'inconclusive'>): string | null {
  if (exhausted === undefined) return null;
  const { depth, reached, failed, unsteady } = exhausted;
  if (unsteady > 0) {
    return (
      `No guarantee: at ${counted(unsteady, 'script')} the subject answered otherwise than it had when the same stimuli came ` +
      'before, so that one run of a script says nothing of the next.'
    );
  }
  const cut = reached < depth ? 'The run was cut short. ' : '';
  if (reached < 1) return `${cut}No guarantee: not even the scripts of one stimulus were all run.`;
  const within = `within ${reached} such ${reached === 1 ? 'stimulus' : 'stimuli'}`;
  return [
    `${cut}A fault that shows ${within} would have been seen, if the transport does the same whenever it is given the same.`,
    ...(failed > 0 ? ['Of what comes after a first fault nothing is said.'] : []),
    ...(faults.length > 0 ? ['Nor of the scripts at which the harness failed.'] : []),
    ...(inconclusive.scripts > 0 ? ['Nor of the scripts that were inconclusive, and of what begins with them.'] : []),
  ].join(' ');
}
