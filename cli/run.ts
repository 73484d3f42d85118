/**
 * `plimsoll run`: opens each subject in turn, has it judged, and reports. Ends early in order, with what it has.
 * What is judged, and how, is the suite's; what is said, the reports'.
 */
import { setImmediate } from 'node:timers/promises';
import { scriptsFor, type Baseline } from '../conformance/baseline/baseline.js';
import { holdBaseline } from '../conformance/baseline/hold.js';
import { RULES } from '../conformance/rules/index.js';
import type { Subject } from '../conformance/subject.js';
import { runSuite } from '../conformance/suite.js';
import type { Writer } from '../conformance/report/ndjson.js';
import { LEVELS, type Level, type Rule } from '../conformance/rule.js';
import { decode } from '../conformance/token.js';
import type { RunOptions } from '../conformance/verdict.js';
import { campaign } from '../properties/campaign.js';
import { exhaustive } from '../properties/exhaustive.js';
import { StartError } from '../subjects/process/agent.js';
import { inWords } from '../subjects/raise.js';
import { wasRun } from '../subjects/unrun.js';
import { UsageError } from '../subjects/usage.js';
import { agentCandidate, refuseAgentFlags, type AgentCommand, type AgentFlags } from './agent.js';
import { dayOf, findBaseline, type BaselineFlags } from './baseline/file.js';
import { closed } from './closed.js';
import { EXIT, worst, type Exit } from './exit.js';
import type { Watched } from './inspect/watch.js';
import { selectRules } from './options.js';
import { ProgressLine } from './progress.js';
import { reporters, type Reporter } from './reporters.js';
import type { Asked } from './report/asked.js';
import { Stop } from './stop.js';
import { DEFAULT_SUBJECT, findSubject, type Candidate } from './subjects.js';
import type { Terminal } from './terminal.js';
import { bugSentence, complain, showStack } from './trouble.js';

export interface RunFlags extends RunOptions, AgentFlags, BaselineFlags {
  readonly rule?: readonly string[];
  readonly excludeRule?: readonly string[];
  readonly level: Lowercase<Level>;
  readonly maxTime?: number;
  /** Tokens whose scripts are run too. */
  readonly also?: readonly string[];
  readonly reporter?: readonly Asked[] | Reporter;
  /** In place of the baseline that would be found. */
  readonly against?: Baseline;
  /** The port of an inspector that shows the run as it goes on; 0 for any that is free. */
  readonly inspect?: number;
}

export async function run(
  names: readonly string[],
  command: AgentCommand | null,
  flags: RunFlags,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  const rules = rulesOf(flags);
  // A token that is none is told before anything is started.
  flags.also?.forEach(decode);
  const baseline = flags.against ?? findBaseline(flags);
  const candidates = await candidatesOf(names, command, flags);
  const { reporter = [] } = flags;
  const reports = 'report' in reporter ? reporter : reporters(reporter, terminal);
  const writer = { plimsoll: version, node: process.version };
  const watched =
    flags.inspect === undefined
      ? null
      : await (await import('./inspect/watch.js')).watching(flags.inspect, terminal, version);
  const stop = new Stop(terminal, flags.maxTime);
  const unlisten = stop.listen();
  const opened = new Map<Candidate, Subject>();
  try {
    for (const one of candidates) if (one.isModule) opened.set(one, await one.open(stop.asked));
    stop.heedInterrupts();
    const exits: Exit[] = [];
    for (const one of candidates)
      exits.push(await judge(one, opened, { rules, flags, stop, reports, terminal, baseline, writer, watched }));
    // What failed in the last turn is heard of in the next.
    await setImmediate();
    if (stop.failure !== null) {
      complain(stop.failure, terminal);
      exits.push(EXIT.notEnough);
    }
    const why = stop.why();
    if (why !== null && stop.failure === null && !terminal.isLeft()) complain(why, terminal);
    const exit = worst(exits);
    reports.end(exit);
    await watched?.end(exit, why !== null);
    return exit;
  } finally {
    for (const subject of opened.values()) await closed(subject, terminal);
    unlisten();
  }
}

async function candidatesOf(
  names: readonly string[],
  command: AgentCommand | null,
  flags: AgentFlags,
): Promise<readonly Candidate[]> {
  if (command === null) refuseAgentFlags(flags);
  const named = names.length === 0 && command === null ? [DEFAULT_SUBJECT] : names;
  const found = await Promise.all(named.map(findSubject));
  return command === null ? found : [...found, agentCandidate(command, flags)];
}

/** Rules are chosen by name and by level. */
export function rulesOf(flags: Pick<RunFlags, 'rule' | 'excludeRule' | 'level'>): readonly Rule[] {
  const upTo = LEVELS.findIndex((level) => level.toLowerCase() === flags.level);
  const left = selectRules(RULES, flags.rule ?? [], flags.excludeRule ?? []).filter(
    ({ level }) => LEVELS.indexOf(level) <= upTo,
  );
  if (left.length === 0) throw new UsageError(`None of the rules asked for is of level ${flags.level}, or above it.`);
  return left;
}

interface Errand {
  readonly rules: readonly Rule[];
  readonly flags: RunFlags;
  readonly stop: Stop;
  readonly writer: Writer;
  readonly reports: Reporter;
  readonly baseline: Baseline | null;
  readonly terminal: Terminal;
  readonly watched: Watched | null;
}

async function judge(candidate: Candidate, opened: Map<Candidate, Subject>, errand: Errand): Promise<Exit> {
  const { rules, flags, stop, reports, terminal, baseline, writer, watched } = errand;
  const about = { given: candidate.given, again: candidate.again, writer };
  const { profile, seed, coverageThreshold } = flags;
  // Either random scripts, or all that are short.
  const depth = flags.exhaustive;
  const runs = depth === undefined ? flags.runs : 0;
  const why = stop.why();
  if (why !== null) {
    reports.unjudged(candidate, why);
    return EXIT.notEnough;
  }
  const line = new ProgressLine(terminal, candidate.given);
  try {
    line.show({ phase: 'loading', done: 0, total: 0, violations: 0 });
    const subject = opened.get(candidate) ?? (await candidate.open(stop.asked));
    opened.set(candidate, subject);
    reports.begin({ subject, options: { profile, seed, runs, ...(depth && { exhaustive: depth }) } }, about);
    const report = await runSuite(watched?.over(subject, profile) ?? subject, {
      search: depth === undefined ? campaign : exhaustive(depth),
      profile,
      seed,
      runs,
      ...(coverageThreshold !== undefined && { coverageThreshold }),
      rules,
      also: [
        ...(flags.also ?? []).map((token) => decode(token).script),
        ...(baseline === null ? [] : scriptsFor(baseline, subject.name)),
      ],
      stop: async () => {
        // Signals, timers and the progress line get their turn between two batches.
        await setImmediate();
        return stop.asked();
      },
      onProgress: (progress) => {
        line.show(progress);
        watched?.progress(subject, progress);
      },
    });
    line.clear();
    watched?.report(report);
    // Only a script that was run has something to replay; where another was not, the run was cut short.
    const faults = report.faults.filter(wasRun);
    const whole = { ...report, faults, complete: report.complete && faults.length === report.faults.length };
    const held = baseline === null ? whole : holdBaseline(whole, baseline, { today: dayOf(flags) });
    reports.report(held, about);
    return held.exit;
  } catch (error) {
    line.clear();
    if (error instanceof UsageError) throw error;
    showStack(error, terminal);
    reports.unjudged(candidate, opened.has(candidate) ? bugSentence(error) : notStarted(error));
    return EXIT.notEnough;
  } finally {
    const subject = opened.get(candidate);
    if (subject !== undefined && !candidate.isModule) {
      opened.delete(candidate);
      await closed(subject, terminal);
    }
  }
}

/** An agent says itself what it did instead. */
function notStarted(error: unknown): string {
  return error instanceof StartError ? error.message : `It did not start. ${inWords(error)}.`;
}
