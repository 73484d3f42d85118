/**
 * What a trace shows of its harness, whatever the transport did: mistakes that only whoever writes an agent can make.
 * Never a rule of the contract.
 */
import type { Step, Trace } from '../../machines/alphabet.js';

/** What is wrong, with its place; null for nothing. */
export function mistakeIn({ steps }: Trace): string | null {
  let offered = 0;
  const look = (step: Step, place: string): string | null => {
    const { stimulus, calls, wire } = step;
    if (stimulus.do === 'write' || stimulus.do === 'writelines') {
      if (stimulus.at !== offered) {
        return `${place}.stimulus.at is ${stimulus.at}, and ${offered} bytes were offered before`;
      }
      const items = stimulus.do === 'write' ? [stimulus] : stimulus.items;
      for (const { n, kind } of items) {
        if (kind === 'wrong' && n !== 0) return `${place}.stimulus has a wrong chunk of ${n} bytes: it has none`;
        if (kind === 'wide' && n % 4 !== 0)
          return `${place}.stimulus has a wide chunk of ${n} bytes: it is rounded up to 4`;
        offered += n;
      }
    }
    for (const [i, { steps: nested }] of calls.entries()) {
      for (const [j, inner] of nested.entries()) {
        const wrong = look(inner, `${place}.calls[${i}].steps[${j}]`);
        if (wrong !== null) return wrong;
      }
    }
    for (const [i, arrival] of wire.entries()) {
      if (!Array.isArray(arrival)) continue;
      const [from, to] = arrival as [number, number];
      if (from >= to) return `${place}.wire[${i}] is an empty range`;
      if (to > offered) return `${place}.wire[${i}] ends at ${to}, and only ${offered} bytes were offered`;
    }
    return null;
  };
  for (const [i, step] of steps.entries()) {
    const wrong = look(step, `steps[${i}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** The first step in which two traces of one script differ, messages apart; null where they do not. */
export function firstDifference(one: Trace, other: Trace): string | null {
  const count = Math.max(one.steps.length, other.steps.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [one.steps[i], other.steps[i]];
    const keys = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]) as Set<keyof Step>;
    for (const key of keys) if (inShort(a?.[key]) !== inShort(b?.[key])) return `steps[${i}].${key}`;
  }
  return null;
}

function inShort(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => (key === 'message' ? undefined : inner)) ?? '';
}
