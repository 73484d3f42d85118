/**
 * What is to be asked of a subject again: the scripts with which others of its family were seen to break a rule that it
 * was not. A search may miss what another finds, and a difference between two releases must not be one of luck.
 * Reads reports; runs nothing.
 */
import { family, isFailing } from '../../conformance/report/matrix/matrix.js';
import type { Outcome } from '../../conformance/report/matrix/write.js';

export interface Asked {
  readonly subject: string;
  /** Its place among the outcomes. */
  readonly index: number;
  readonly tokens: readonly string[];
}

export function asked(outcomes: readonly Outcome[]): readonly Asked[] {
  const told = outcomes.map(verdicts);
  return outcomes.flatMap((outcome, index) => {
    const own = told[index] as Told;
    const tokens = new Set<string>();
    outcomes.forEach((other, place) => {
      if (place === index || family(other) !== family(outcome)) return;
      for (const [rule, token] of (told[place] as Told).broken) if (own.kept.has(rule)) tokens.add(token);
    });
    return tokens.size === 0 ? [] : [{ subject: outcome.subject, index, tokens: [...tokens] }];
  });
}

interface Told {
  readonly kept: ReadonlySet<string>;
  /** Each with the token that shows it. */
  readonly broken: ReadonlyMap<string, string>;
}

function verdicts({ report }: Outcome): Told {
  const rules = typeof report === 'string' ? [] : report.flatMap((line) => (line.type === 'rule' ? [line] : []));
  return {
    kept: new Set(rules.filter(({ verdict }) => verdict === 'pass').map(({ rule }) => rule)),
    broken: new Map(
      rules.flatMap((line) =>
        isFailing(line) && line.counterexample !== null ? [[line.rule, line.counterexample.token]] : [],
      ),
    ),
  };
}
