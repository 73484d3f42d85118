/**
 * Holds a report against a baseline: which violations are known, and the five things that make a run fail.
 * A report in, a report out. It runs nothing, and the day is told to it.
 */
import { exitOf } from '../exit.js';
import { lengthOf } from '../length.js';
import { gates } from '../refuses.js';
import { RULES } from '../rules/index.js';
import type { BaselineProblem, Known, Report, RuleResult } from '../verdict.js';
import { entriesFor, type Baseline, type Entry } from './baseline.js';
import { inLines, unknownRule } from './say.js';
import { shapeOf } from './shape.js';

export interface HoldOptions {
  /** As `2027-01-31`. */
  readonly today: string;
}

/**
 * The report with what is known marked (`known` of a rule's result), what the baseline has against it (`baseline`), and
 * the exit code that comes of both. The run must have run scriptsFor() too (`also` of the suite).
 */
export function holdBaseline(report: Report, baseline: Baseline, { today }: HoldOptions): Report {
  const entries = entriesFor(baseline, report.subject.name);
  const problems: BaselineProblem[] = [];
  const tell = (kind: BaselineProblem['kind'], rule: string, message: string, entry?: Entry): void => {
    problems.push({ kind, rule, message, lines: entry?.lines ?? null });
  };
  const ids = new Set<string>(RULES.map(({ id }) => id));
  for (const one of entries) {
    if (!ids.has(one.rule)) tell('unknown', one.rule, unknownRule(one, baseline.file, [...ids]), one);
  }
  const rules = report.rules.map((result): RuleResult => {
    const { rule } = result;
    const own = entries.filter((one) => one.rule === rule.id);
    const valid = own.filter(({ expires }) => expires === undefined || expires >= today);
    const isBroken = result.verdict === 'violation' || result.verdict === 'divergence';
    // A failure that is not believed keeps its script.
    const counterexample = isBroken ? result.counterexample : undefined;
    for (const one of own) {
      if (valid.includes(one)) continue;
      const mend =
        counterexample !== undefined
          ? 'mend it, or give it another day'
          : `it does not happen any more: delete ${inLines(one)}`;
      tell('expired', rule.id, `Let pass until ${one.expires} by ${inLines(one, baseline.file)}; ${mend}.`, one);
    }
    if (counterexample === undefined) {
      if (isKnowable(result, report)) {
        for (const one of valid) {
          const why = result.verdict === 'pass' ? 'the rule holds' : `the rule is ${result.verdict}`;
          tell('gone', rule.id, `No longer happens: ${why}. Delete ${inLines(one, baseline.file)}.`, one);
        }
      }
      return result;
    }
    const match = valid.find((one) => isSame(one, result, report));
    if (match === undefined) {
      const shape = shapeOf(rule, counterexample);
      if (valid.length > 0) {
        const [first] = valid as [Entry];
        const message = `Fails otherwise than ${inLines(first, baseline.file)} says: by ${shape}, and not by ${first.shape}.`;
        tell('different', rule.id, message, first);
      } else if (own.length === 0 && gates(rule)) tell('new', rule.id, `Is not in ${baseline.file}: ${shape}.`);
      return result;
    }
    for (const one of valid) {
      if (one === match || isSame(one, result, report) || stillFails(one, report)) continue;
      tell(
        'gone',
        rule.id,
        `No longer happens in this way, though in another. Delete ${inLines(one, baseline.file)}.`,
        one,
      );
    }
    return { ...result, known: knownAs(match) };
  });
  const held: Report = { ...report, rules, baseline: { file: baseline.file, problems } };
  return { ...held, exit: exitOf(held) };
}

/** Of one shape; or it fails there too, and what the run found is no shorter. */
function isSame(entry: Entry, { rule, counterexample }: RuleResult, report: Report): boolean {
  if (counterexample === undefined) return false;
  if (shapeOf(rule, counterexample) === entry.shape) return true;
  // Which of several scripts as long as one another is found depends on the seed.
  return stillFails(entry, report) && lengthOf(counterexample.script) >= lengthOf(entry.script);
}

function stillFails({ rule, script }: Entry, { also }: Report): boolean {
  return also.some((one) => one.script === script && one.failing.includes(rule));
}

/** Whether a rule that was not seen to fail would have been: not where something was not run, or is not believed. */
function isKnowable({ verdict }: RuleResult, { complete, doubts, faults }: Report): boolean {
  const isSaid = verdict === 'pass' || verdict === 'unsupported' || verdict === 'unexercised';
  return isSaid && complete && doubts.length + faults.length === 0;
}

function knownAs({ reason, issue, expires, lines }: Entry): Known {
  return { reason, ...(issue !== undefined && { issue }), ...(expires !== undefined && { expires }), line: lines.from };
}
