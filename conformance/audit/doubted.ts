/**
 * What a doubt about the harness costs a rule: a failure that the harness may have made is not held against the
 * transport, and what it may not have been able to try has not passed. Everything else stands.
 */
import { needs } from '../subject.js';
import type { Doubt, RuleResult } from '../verdict.js';

export function doubted(result: RuleResult, doubts: readonly Doubt[]): RuleResult {
  const { verdict } = result;
  if (doubts.some(({ kind }) => kind === 'dishonest'))
    return { ...result, verdict: 'harness-error', reason: 'The harness is not believed.' };
  const doubt = doubts.find((one) => costs(one, result));
  if (doubt === undefined) return result;
  const isBroken = verdict === 'violation' || verdict === 'divergence';
  return { ...result, verdict: 'inconclusive', reason: reasonOf(doubt, isBroken ? FAILED : TRIED) };
}

function costs({ kind, capability }: Doubt, { rule, verdict, counterexample }: RuleResult): boolean {
  const isBroken = verdict === 'violation' || verdict === 'divergence';
  if (kind === 'unattested' || kind === 'unsteady') return isBroken;
  if (capability === undefined || kind === 'undeclared') return false;
  if (!isBroken && verdict !== 'pass' && verdict !== 'unexercised') return false;
  if (counterexample !== undefined && needs(counterexample.script).has(capability)) return true;
  // A failure that does without it stands, unless the harness is known to lack it.
  if (isBroken && kind === 'unshown') return false;
  return rule.needs?.includes(capability) === true || needs(rule.given).has(capability);
}

const FAILED = 'It failed, and that is not believed';
const TRIED = 'It may not have been tried';

/** Short, and the same for all rules of one doubt: they stand together in a report, below the doubt itself. */
function reasonOf({ kind, capability }: Doubt, what: string): string {
  const why =
    capability !== undefined
      ? `${capability} ${kind === 'lacking' ? 'is lacking' : 'was never shown'}`
      : kind === 'unsteady'
        ? 'the same script gives different traces'
        : 'nothing shows that the traces tell what happens';
  return `${what}: ${why}.`;
}
