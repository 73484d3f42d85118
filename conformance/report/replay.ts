/**
 * One script that was run again, on paper: the script, what was seen of it step by step, and what it says.
 * Pure, as all reports; who ran it and what that means for the exit code is the door's business.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import type { Failure } from '../rule.js';
import { ruleHeading, scriptField } from './finding.js';
import { counted, field, paragraph, type Paper } from './paper.js';
import { plain } from './plain.js';
import { NARROWEST_SEQUENCE, sequenceLines } from './sequence.js';
import { traceLines } from './steps.js';

export interface Replayed {
  readonly subject: { readonly name: string; readonly version: string };
  readonly profile: string;
  readonly script: Script;
  readonly trace: Trace;
  readonly failures: readonly Failure[];
  readonly exit: 0 | 1 | 3;
  /** What else is to be said, as a sentence: that the two judges disagree, say. */
  readonly note?: string;
}

export function replayText(paper: Paper, replayed: Replayed): string {
  const { subject, profile, script, trace, failures, note, exit } = replayed;
  const { bold, green, red, yellow } = paper.colors;
  const claim =
    failures.length === 0
      ? `${green('✓')} No rule fails on this script.`
      : `${red('✗')} ${counted(failures.length, 'rule')} ${failures.length === 1 ? 'fails' : 'fail'} on this script.`;
  const sections = [
    [
      ...paragraph(paper, `${bold(subject.name)}: ${plain(subject.version)}`, 0),
      ...paragraph(paper, paper.colors.dim(`profile ${profile}`), 0),
    ],
    scriptField(paper, script),
    (paper.width < NARROWEST_SEQUENCE ? traceLines : sequenceLines)(paper, trace, failures),
    ...failures.map((failure) => failureLines(paper, failure)),
    [
      ...(note === undefined ? [] : paragraph(paper, `${yellow('!')} ${plain(note)}`, 0)),
      ...paragraph(paper, `${claim} Exit code ${exit}.`, 0),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function failureLines(paper: Paper, { rule, expected, seen }: Failure): string[] {
  return [
    ...ruleHeading(paper, rule, paper.colors.red('✗ ')),
    ...paragraph(paper, rule.statement),
    ...field(paper, 'Expected', plain(expected)),
    ...field(paper, 'Seen', plain(seen)),
  ];
}
