/**
 * What a baseline becomes after a run: `updated` lists what fails now, `pruned` only takes away what does not.
 * Entries in, entries out; of a violation that stays, its reason, its issue and its day stay too.
 */
import { lengthOf } from '../length.js';
import { gates } from '../refuses.js';
import type { Counterexample, Report, RuleResult } from '../verdict.js';
import type { KnownViolation } from '../schema/baseline.js';
import type { Baseline, Entry } from './baseline.js';
import { shapeOf } from './shape.js';

/** What is said of new entries. */
export interface Explained {
  readonly reason: string;
  readonly issue?: string;
  readonly expires?: string;
}

/** The entries of all subjects: of those judged, what the reports say of the rules that they asked; of others, as they are. */
export function updated(baseline: Baseline, held: readonly Report[], explained: Explained): readonly KnownViolation[] {
  const kept = pruned(baseline, held).map((one) => refreshed(one, held));
  const added = held.flatMap((report) =>
    report.rules.flatMap((result) => {
      const { known, counterexample, rule } = result;
      if (known !== undefined || counterexample === undefined || !gates(rule) || isExpired(result, report)) return [];
      return [entryOf(result, counterexample, report.subject.name, explained)];
    }),
  );
  return [...kept, ...added];
}

/** Without those that happen no longer, that are of no rule, and that a rule fails otherwise than. */
export function pruned({ entries }: Baseline, held: readonly Report[]): readonly Entry[] {
  const gone = new Set(
    held.flatMap(({ baseline }) =>
      (baseline?.problems ?? [])
        .filter(({ kind }) => kind === 'gone' || kind === 'unknown' || kind === 'different')
        .map(({ lines, rule }) => `${rule}:${lines?.from}`),
    ),
  );
  return entries.filter(({ rule, lines }) => !gone.has(`${rule}:${lines.from}`));
}

/** A shorter script for the same violation is worth more. */
function refreshed(entry: Entry, held: readonly Report[]): KnownViolation {
  const { lines, script, ...known } = entry;
  for (const report of held) {
    if (entry.subject !== report.subject.name) continue;
    const result = report.rules.find(({ rule }) => rule.id === entry.rule);
    const shown = result?.counterexample;
    if (result?.known?.line !== lines.from || shown === undefined || lengthOf(shown.script) > lengthOf(script))
      continue;
    return { ...known, shape: shapeOf(result.rule, shown), message: messageOf(shown), replay: shown.token };
  }
  return known;
}

/** Listed, and let pass no longer: a day of its own is somebody's to give. */
function isExpired({ rule }: RuleResult, report: Report): boolean {
  return (report.baseline?.problems ?? []).some((one) => one.kind === 'expired' && one.rule === rule.id);
}

function entryOf(
  { rule }: RuleResult,
  shown: Counterexample,
  subject: string,
  { reason, issue, expires }: Explained,
): KnownViolation {
  return {
    rule: rule.id,
    subject,
    shape: shapeOf(rule, shown),
    message: messageOf(shown),
    reason,
    ...(issue !== undefined && { issue }),
    ...(expires !== undefined && { expires }),
    replay: shown.token,
  };
}

function messageOf({ expected, seen }: Counterexample): string {
  return `Expected ${expected}; seen ${seen}.`;
}
