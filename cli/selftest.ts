/**
 * `plimsoll selftest`: shows that Plimsoll finds what it should, part by part. Each part says what is right and names
 * what is not; this file only runs them, prints them, and adds up. A part is added to the list, and nowhere else.
 */
import { setImmediate } from 'node:timers/promises';
import { paragraph, type Paper } from '../conformance/report/paper.js';
import type { Subject } from '../conformance/subject.js';
import { closed } from './closed.js';
import { EXIT, type Exit } from './exit.js';
import { ProgressLine } from './progress.js';
import { AGREEMENT_PART } from './selftest/agreement.js';
import { CANARIES_PART } from './selftest/canaries.js';
import { mutantsPart } from './selftest/mutants.js';
import { Stop } from './stop.js';
import { findSubject, type Candidate } from './subjects.js';
import type { Terminal } from './terminal.js';
import { complain } from './trouble.js';

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
  readonly subjects: readonly Opening[];
  /** Awaited now and then: the terminal gets its turn. */
  readonly tell: (words: string) => Promise<void>;
}

/** A subject that is opened when it is asked for, and closed when all is done. */
export interface Opening {
  readonly given: string;
  open(): Promise<Subject>;
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
  const candidates = await Promise.all((flags.with ?? []).map(findSubject));
  const stop = new Stop(terminal);
  const unlisten = stop.listen();
  const opened = new Map<Candidate, Subject>();
  const open = async (one: Candidate): Promise<Subject> => {
    const subject = opened.get(one) ?? (await one.open(stop.asked));
    opened.set(one, subject);
    return subject;
  };
  try {
    // A path that leads nowhere is told before anything has taken its time.
    for (const one of candidates) if (one.isModule) await open(one);
    stop.heedInterrupts();
    const subjects = candidates.map((one) => ({ given: one.given, open: () => open(one) }));
    const exit = await runParts(flags, subjects, stop, terminal);
    terminal.out(`Exit code ${exit}.\n`);
    return exit;
  } finally {
    for (const subject of opened.values()) await closed(subject, terminal);
    unlisten();
  }
}

async function runParts(
  { seed, seeds, runs, traces }: SelftestFlags,
  subjects: readonly Opening[],
  stop: Stop,
  terminal: Terminal,
): Promise<Exit> {
  const { out, paper } = terminal;
  let isRight = true;
  for (const [index, { title, claim, run }] of PARTS.entries()) {
    if (index > 0) out('\n');
    const progress = new ProgressLine(terminal, title);
    const tell = async (words: string): Promise<void> => {
      progress.say(words);
      await setImmediate();
      const why = stop.why();
      if (why !== null) throw new Stopped(why);
    };
    const asked = { seeds: Array.from({ length: seeds }, (_, i) => seed + i), runs, traces, subjects, tell };
    out(`${[paper.colors.bold(title), ...paragraph(paper, claim(asked)), ''].join('\n')}\n`);
    try {
      const { lines, summary } = await run(asked);
      progress.clear();
      const isSo = lines.every(({ wrong }) => wrong.length === 0);
      isRight &&= isSo;
      out(`${[...lines.flatMap((line) => textOf(paper, line)), ''].join('\n')}\n`);
      out(`${paragraph(paper, `${mark(paper, isSo)} ${paper.colors.bold(summary)}`, 0).join('\n')}\n`);
    } catch (error) {
      progress.clear();
      if (!(error instanceof Stopped)) throw error;
      if (!terminal.isLeft()) complain(`${error.message} This part and those after it show nothing.`, terminal);
      return EXIT.notEnough;
    }
  }
  return isRight ? EXIT.conforms : EXIT.doesNot;
}

/** The selftest should end early. */
class Stopped extends Error {}

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
