/**
 * `plimsoll baseline update|prune|check`: judges, and writes into the baseline what was found, or takes out what no longer is.
 * Nothing is written where CI runs, or by a run that lacks evidence. What becomes of an entry is conformance/baseline's.
 */
import { basename, dirname } from 'node:path';
import { accessSync, constants } from 'node:fs';
import { baselineText, readBaseline, type Baseline } from '../../conformance/baseline/baseline.js';
import { inLines, unknownRule } from '../../conformance/baseline/say.js';
import { pruned, updated } from '../../conformance/baseline/update.js';
import { isEnough } from '../../conformance/exit.js';
import { counted, paragraph } from '../../conformance/report/paper.js';
import { plain } from '../../conformance/report/plain.js';
import { RULES } from '../../conformance/rules/index.js';
import type { KnownViolation } from '../../conformance/schema/baseline.js';
import type { Report } from '../../conformance/verdict.js';
import { inWords } from '../../subjects/raise.js';
import { UsageError } from '../../subjects/usage.js';
import type { AgentCommand } from '../agent.js';
import { EXIT, type Exit } from '../exit.js';
import { run, type RunFlags } from '../run.js';
import type { Terminal } from '../terminal.js';
import { complain } from '../trouble.js';
import { isThere, writeText } from '../whole-file.js';
import { dayOf, openBaseline, type BaselineFlags } from './file.js';

export interface UpdateFlags extends Omit<RunFlags, 'reporter'> {
  readonly seeds: number;
  readonly reason?: string;
  readonly issue?: string;
  readonly expires?: string;
}

const NO_REASON = 'Not looked into yet.';

export async function update(
  names: readonly string[],
  command: AgentCommand | null,
  flags: UpdateFlags,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  const { reason = NO_REASON, issue, expires } = flags;
  const explained = { reason, ...(issue && { issue }), ...(expires && { expires }) };
  return rewritten(names, command, flags, terminal, version, (baseline, held) => updated(baseline, held, explained));
}

export async function prune(
  names: readonly string[],
  command: AgentCommand | null,
  flags: UpdateFlags,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  return rewritten(names, command, { ...flags, seeds: 1 }, terminal, version, pruned);
}

/** A run that finds nothing new with the scripts of its own baseline: what the next one will be held against. */
const MOST_RUNS = 4;

async function rewritten(
  names: readonly string[],
  command: AgentCommand | null,
  flags: UpdateFlags,
  terminal: Terminal,
  version: string,
  change: (baseline: Baseline, held: readonly Report[]) => readonly KnownViolation[],
): Promise<Exit> {
  const before = openBaseline(flags);
  const { file } = before;
  refuseCi(file);
  checkWritable(file);
  let baseline = before;
  for (let seed = flags.seed; seed < flags.seed + flags.seeds; seed++) {
    for (let runs = 0; runs < MOST_RUNS; runs++) {
      const held: Report[] = [];
      const asked = { ...flags, seed, against: baseline, reporter: keeping(held) };
      const exit = await run(names, command, asked, terminal, version);
      if (exit === EXIT.usage || held.length === 0 || !held.every(isEnough)) {
        complain(`There is not enough evidence, so ${file} was not written.`, terminal);
        return EXIT.notEnough;
      }
      const text = baselineText(change(baseline, held));
      const isStill = text === baselineText(baseline.entries);
      baseline = readBaseline(text, file);
      if (isStill) break;
    }
  }
  return written(before, baseline, terminal);
}

function written(before: Baseline, after: Baseline, { out, paper }: Terminal): Exit {
  const { file } = before;
  const keys = (of: Baseline) => new Map(of.entries.map((one) => [`${one.subject} ${one.rule} ${one.replay}`, one]));
  const [old, now] = [keys(before), keys(after)];
  const added = [...now].filter(([key]) => !old.has(key)).map(([, one]) => one);
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, one]) => one);
  const text = baselineText(after.entries);
  if (added.length + gone.length > 0) writeText(file, text);
  const listed = (mark: string, all: typeof added) =>
    all.flatMap((one) => paragraph(paper, plain(`${mark} ${one.rule} of ${one.subject}: ${one.shape}`), 0));
  const { bold } = paper.colors;
  const counts = `${counted(after.entries.length, 'entry', 'entries')}, ${added.length} of them new; ${gone.length} gone`;
  const told = added.length + gone.length === 0 ? `nothing to write, ${counts}` : counts;
  out(
    `${[...listed('+', added), ...listed('-', gone), ...paragraph(paper, `${bold(plain(file))}: ${told}.`, 0)].join('\n')}\n`,
  );
  return EXIT.conforms;
}

/** Judges nothing. */
export function check(flags: BaselineFlags, terminal: Terminal): Exit {
  const { file, entries } = openBaseline(flags);
  if (!isThere(file)) throw new UsageError(`There is no ${file}: \`plimsoll baseline update\` writes one.`);
  const today = dayOf(flags);
  const ids = RULES.map(({ id }) => id as string);
  const amiss = entries.flatMap((one, index) => {
    const { rule, subject, shape, expires } = one;
    const twin = entries
      .slice(0, index)
      .find((other) => other.rule === rule && other.subject === subject && other.shape === shape);
    return [
      ...(ids.includes(rule) ? [] : [unknownRule(one, file, ids)]),
      ...(expires !== undefined && expires < today
        ? [`${rule}: let pass until ${expires}, by ${inLines(one, file)}.`]
        : []),
      ...(twin === undefined ? [] : [`${rule}: listed twice, in ${inLines(twin)} and in ${inLines(one, file)}.`]),
    ];
  });
  const { out, paper } = terminal;
  const { red, green } = paper.colors;
  const unexplained = entries.filter(({ reason }) => reason === NO_REASON).length;
  const note = unexplained === 0 ? '' : `, ${unexplained} not looked into yet`;
  const summary = `${plain(file)}: ${counted(entries.length, 'entry', 'entries')}${note}`;
  const lines = amiss.flatMap((sentence) => paragraph(paper, `${red('✗')} ${plain(sentence)}`, 0));
  const end =
    amiss.length === 0 ? `${green('✓')} ${summary}; all in order.` : `${summary}; ${amiss.length} not in order.`;
  out(`${[...lines, ...paragraph(paper, end, 0)].join('\n')}\n`);
  return amiss.length === 0 ? EXIT.conforms : EXIT.doesNot;
}

/** What is let pass is decided by people: no machine may widen it by itself. */
function refuseCi(file: string): void {
  const { CI } = process.env;
  if (CI === undefined || ['', '0', 'false'].includes(CI)) return;
  throw new UsageError(`${file} is not written where CI is set: write it where you work, and commit it.`);
}

/** Known before anything long begins. */
function checkWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
    if (isThere(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${basename(file)} cannot be written there (${inWords(error)}).`);
  }
}

function keeping(held: Report[]) {
  return {
    begin: () => {},
    report: (report: Report) => void held.push(report),
    unjudged: (_candidate: unknown, _reason: string) => void held.splice(0),
    end: () => {},
  };
}
