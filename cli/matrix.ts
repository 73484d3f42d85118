/**
 * `plimsoll matrix`: judges many subjects, several at a time and each in a process of its own, and writes what came of
 * it side by side: NDJSON, and made of it alone, Markdown and a page. Judging is run.ts's, rendering the reports'.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { matrixMarkdown } from '../conformance/report/matrix/markdown.js';
import { asMatrix, type Matrix } from '../conformance/report/matrix/matrix.js';
import { matrixPage } from '../conformance/report/matrix/page.js';
import { MatrixError, readMatrix } from '../conformance/report/matrix/read.js';
import { matrixLines, matrixText, type Listing, type Outcome } from '../conformance/report/matrix/write.js';
import { counted } from '../conformance/report/paper.js';
import { UsageError } from '../subjects/usage.js';
import { EXIT, worst, type Exit } from './exit.js';
import { judgeApart } from './matrix/apart.js';
import { asked } from './matrix/asked.js';
import { checkFolder, readWhole, writeWhole } from './matrix/files.js';
import { listed } from './matrix/listed.js';
import { columnLine } from './matrix/said.js';
import { suggestion } from './names.js';
import { ProgressLine } from './progress.js';
import type { Terminal } from './terminal.js';
import { complain } from './trouble.js';

export interface MatrixFlags {
  readonly from?: string;
  readonly out: string;
  readonly seed: number;
  readonly runs: number;
  readonly jobs?: number;
  readonly maxTime: number;
}

export async function matrix(
  names: readonly string[],
  flags: MatrixFlags,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  if (flags.from !== undefined) return renderAgain(flags.from, names, flags, terminal);
  const { subjects, absent } = await listed();
  const wanted = names.length === 0 ? subjects : chosen(names, subjects);
  checkFolder(flags.out);
  const over = new AbortController();
  const interrupt = (): void => over.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const outcomes = await judgeAll(wanted, flags, terminal, over.signal);
    if (over.signal.aborted) {
      complain('The matrix was interrupted, and nothing was written.', terminal);
      return EXIT.notEnough;
    }
    const { seed, runs } = flags;
    const head = { plimsoll: version, profile: 'contract', seed, runs };
    const text = matrixText(matrixLines({ head, outcomes, absent: names.length === 0 ? absent : [] }));
    const made = render(text, flags.out, terminal);
    const exit = worst(made.columns.map(({ judged }) => judged?.exit ?? EXIT.notEnough));
    terminal.out(`Exit code ${exit}.\n`);
    return exit;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

const NAMES = { ndjson: 'matrix.ndjson', markdown: 'matrix.md', page: 'matrix.html' } as const;

function renderAgain(file: string, names: readonly string[], { out }: MatrixFlags, terminal: Terminal): Exit {
  if (names.length > 0) throw new UsageError('With --from nothing is judged: leave the subjects out.');
  try {
    render(readWhole(file), out, terminal);
  } catch (error) {
    if (error instanceof MatrixError) throw new UsageError(`${file} is no matrix that can be shown. ${error.message}`);
    throw error;
  }
  return EXIT.conforms;
}

/** The text is read again, also where it was just written: the page is made of what anyone can read. */
function render(text: string, folder: string, terminal: Terminal): Matrix {
  const made = asMatrix(readMatrix(text));
  writeWhole(folder, {
    [NAMES.ndjson]: text,
    [NAMES.markdown]: matrixMarkdown(made),
    [NAMES.page]: matrixPage(made),
  });
  terminal.out(
    `${counted(made.columns.length, 'subject')} in ${Object.values(NAMES)
      .map((name) => join(folder, name))
      .join(', ')}.\n`,
  );
  return made;
}

/** Names and globs; a name that is not listed (a module, a mutant) is judged as it is. */
function chosen(names: readonly string[], all: readonly Listing[]): readonly Listing[] {
  const found = new Map<string, Listing>();
  for (const name of names) {
    const is = picomatch(name, { bash: true });
    const own = all.filter(({ subject }) => subject === name || is(subject));
    if (own.length === 0 && /[*?[{]/.test(name)) {
      const near = suggestion(
        name.replace(/[*?[\]{}].*/, ''),
        all.map(({ subject }) => subject),
        '`plimsoll subjects` names all',
      );
      throw new UsageError(`${name} matches no subject${near}`);
    }
    for (const one of own.length > 0 ? own : [strange(name)]) found.set(one.subject, one);
  }
  return [...found.values()];
}

function strange(subject: string): Listing {
  const [project = subject, kind = ''] = subject.split(/:(.*)/s);
  return { subject, project, kind, release: '' };
}

/** Answers in the order in which they were asked for. */
async function judgeAll(
  wanted: readonly Listing[],
  flags: MatrixFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const line = new ProgressLine(terminal, 'matrix');
  const say = (outcome: Outcome): void => {
    line.clear();
    terminal.out(columnLine(terminal.paper, outcome));
  };
  const outcomes: Outcome[] = [];
  await atATime(wanted, flags, line, signal, async (one, index) => {
    const { subject, project, kind, release } = one;
    const report = await judgeApart(subject, flags, [], signal);
    const outcome = { subject, project, kind, release, report };
    outcomes[index] = outcome;
    if (!signal.aborted) say(outcome);
  });
  // What one release was seen to break is asked of the others too: else luck would pass for a change between them.
  const again = asked(outcomes);
  await atATime(again, flags, line, signal, async ({ index, tokens }) => {
    const before = outcomes[index] as Outcome;
    const report = await judgeApart(before.subject, flags, tokens, signal);
    outcomes[index] = { ...before, report };
    if (!signal.aborted) say(outcomes[index] as Outcome);
  });
  line.clear();
  return outcomes;
}

/** So many at a time as there are cores, unless told otherwise. */
async function atATime<T extends { readonly subject: string }>(
  all: readonly T[],
  { jobs = availableParallelism() }: MatrixFlags,
  line: ProgressLine,
  signal: AbortSignal,
  task: (one: T, index: number) => Promise<void>,
): Promise<void> {
  const running = new Set<string>();
  let next = 0;
  let done = 0;
  const show = (): void => line.say(`${done} of ${all.length} judged; now ${[...running].join(', ')}`);
  const worker = async (): Promise<void> => {
    for (let mine = next++; mine < all.length && !signal.aborted; mine = next++) {
      const one = all[mine] as T;
      running.add(one.subject);
      show();
      await task(one, mine);
      running.delete(one.subject);
      done++;
      show();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, all.length) }, worker));
}
