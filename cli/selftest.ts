/**
 * `plimsoll selftest`: shows that Plimsoll finds what it should, part by part. Each part says what is right and names
 * what is not; this file only runs them, prints them, and adds up. A part is added to the list, and nowhere else.
 */
import { setImmediate } from 'node:timers/promises';
import { paragraph, type Paper } from '../conformance/report/paper.js';
import { EXIT, type Exit } from './exit.js';
import { ProgressLine } from './progress.js';
import { AGREEMENT_PART } from './selftest/agreement.js';
import { CANARIES_PART } from './selftest/canaries.js';
import { mutantsPart } from './selftest/mutants.js';
import { findSubject } from './subjects.js';
import type { Terminal } from './terminal.js';

export interface SelftestFlags {
  readonly seed: number;
  readonly seeds: number;
  readonly runs: number;
  readonly traces: number;
  readonly with?: readonly string[];
}

/** What a part is asked to do, and how it tells how far it is. */
export interface Asked {
  readonly seeds: readonly number[];
  /** Random scripts on each subject. */
  readonly runs: number;
  /** Traces on which the judges are compared. */
  readonly traces: number;
  /** Subjects whose traces are among those, beside our own. */
  readonly subjects: readonly string[];
  /** Awaited now and then: the terminal gets its turn. */
  readonly tell: (words: string) => Promise<void>;
}

/** One line of a part: what was looked at, what came of it, and what is wrong, thing by thing. */
export interface Line {
  readonly label: string;
  readonly text: string;
  readonly wrong: readonly Wrong[];
}

export interface Wrong {
  /** One sentence. */
  readonly what: string;
  /** The token that shows it. */
  readonly token?: string;
}

export interface Part {
  readonly title: string;
  /** What is to be shown, in one sentence. */
  readonly claim: (asked: Asked) => string;
  readonly run: (asked: Asked) => Promise<{
    readonly lines: readonly Line[];
    /** What it comes to, in one sentence. */
    readonly summary: string;
  }>;
}

const PARTS: readonly Part[] = [mutantsPart(), CANARIES_PART, AGREEMENT_PART];

export async function selftest(flags: SelftestFlags, terminal: Terminal): Promise<Exit> {
  const { seed, seeds, runs, traces, with: subjects = [] } = flags;
  const { out, paper } = terminal;
  // A name that is none is told before anything has taken its time.
  for (const given of subjects) await findSubject(given);
  let isRight = true;
  for (const [index, { title, claim, run }] of PARTS.entries()) {
    if (index > 0) out('\n');
    const progress = new ProgressLine(terminal, title);
    const tell = async (words: string): Promise<void> => {
      progress.say(words);
      await setImmediate();
    };
    const asked = { seeds: Array.from({ length: seeds }, (_, i) => seed + i), runs, traces, subjects, tell };
    out(`${[paper.colors.bold(title), ...paragraph(paper, claim(asked)), ''].join('\n')}\n`);
    const { lines, summary } = await run(asked);
    progress.clear();
    const isSo = lines.every(({ wrong }) => wrong.length === 0);
    isRight &&= isSo;
    out(`${[...lines.flatMap((line) => textOf(paper, line)), ''].join('\n')}\n`);
    out(`${paragraph(paper, `${mark(paper, isSo)} ${paper.colors.bold(summary)}`, 0).join('\n')}\n`);
  }
  const exit = isRight ? EXIT.conforms : EXIT.doesNot;
  out(`Exit code ${exit}.\n`);
  return exit;
}

const LABEL = 24;

function textOf(paper: Paper, { label, text, wrong }: Line): string[] {
  const head = `  ${mark(paper, wrong.length === 0)} ${label.padEnd(LABEL)}${text}`;
  return [head, ...wrong.flatMap((one) => wrongLines(paper, one))];
}

/** A token stays whole, so that it can be copied: the terminal breaks it, not we. */
function wrongLines(paper: Paper, { what, token }: Wrong): string[] {
  const replay = token === undefined ? [] : [`      ${paper.colors.dim(`npx plimsoll replay ${token}`)}`];
  return [...paragraph(paper, what, 6), ...replay];
}

function mark({ colors }: Paper, isRight: boolean): string {
  return isRight ? colors.green('✓') : colors.red('✗');
}
