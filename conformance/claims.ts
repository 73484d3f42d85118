/**
 * What a subject claims of its dialect, held against what was seen. A claim that is wrong is worth a sentence, and is no
 * violation: both values are within the contract.
 */
import { CHOICES, type ChoiceName } from '../machines/choices.js';
import type { DialectResult } from './verdict.js';

/** A sentence for each claim that was seen not to be so, or that nobody can make. */
export function wrongClaims(claims: Readonly<Record<string, string>>, dialect: readonly DialectResult[]): string[] {
  return Object.entries(claims).flatMap(([choice, value]) => {
    const claim = `It claims that ${choice} is ${value}, and`;
    if (!Object.hasOwn(CHOICES, choice)) return [`${claim} there is no such choice.`];
    const known: readonly string[] = CHOICES[choice as ChoiceName].values;
    if (!known.includes(value)) return [`${claim} there is no such value: it is one of ${known.join(', ')}.`];
    const found = dialect.find((one) => one.choice === choice);
    if (found?.seen !== true || (found.values as readonly string[]).includes(value)) return [];
    return [`${claim} it was seen to be ${found.values.join(' or ') || 'none of its values each time'}.`];
  });
}
