/**
 * Which failure may be the consequence of another: a script whose calls contain all calls of a shorter failing one.
 * It only points: no verdict depends on it.
 */
import { UPPER, type Script, type Stimulus } from '../machines/alphabet.js';
import type { RuleResult } from './verdict.js';

/** The result, with the rule that the fewest of its own calls break alone, if there is one. */
export function compare(result: RuleResult, all: readonly RuleResult[]): RuleResult {
  const { counterexample } = result;
  if (counterexample === undefined) return result;
  const calls = callsOf(counterexample.script);
  let fewest: { readonly rule: RuleResult['rule']; readonly n: number } | null = null;
  for (const { rule, counterexample: other } of all) {
    if (other === undefined || other.script.reactions.length > 0) continue;
    const part = callsOf(other.script);
    if (part.length === 0 || part.length >= calls.length || !isPartOf(part, calls)) continue;
    // Of equals, what has no other cause: an error in the loop, or a loop that spins.
    const n = part.length - (rule.rank === 'first' ? 0.5 : 0);
    if (fewest === null || n < fewest.n) fewest = { rule, n };
  }
  return fewest === null ? result : { ...result, counterexample: { ...counterexample, compare: fewest.rule } };
}

/** What the caller did, outside callbacks first; the wire and the loop do not count. */
function callsOf({ stimuli, reactions }: Script): readonly string[] {
  return [...stimuli.filter(isCall), ...reactions.flatMap((reaction) => reaction.do)].map((call) =>
    JSON.stringify(call),
  );
}

function isCall({ do: name }: Stimulus): boolean {
  return (UPPER as readonly string[]).includes(name);
}

/** In the same order, not necessarily side by side. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const one of whole) if (one === part[at]) at++;
  return at === part.length;
}
