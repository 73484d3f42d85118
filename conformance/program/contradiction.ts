/**
 * A script that fails only beside others: by itself it shows one value of a choice, and another script shows another.
 * Finds the other among the rules' own scripts, so that a program can show both.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import { CHOICES, completed, type ChoiceName, type Profile } from '../../machines/choices.js';
import { ask } from '../ask.js';
import { classify } from '../classify.js';
import { coarse } from '../coarse.js';
import { read, type Told } from '../facts.js';
import { Judge } from '../judge.js';
import { Knowledge } from '../knowledge.js';
import type { Failure, Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import { isTrace, needs, type Subject } from '../subject.js';

export interface Contradiction {
  readonly choice: ChoiceName;
  readonly other: { readonly script: Script; readonly trace: Trace };
  readonly failure: Failure;
}

/** `runs`: whether the program could run a script. */
export async function contradictionOf(
  subject: Subject,
  profile: Profile,
  trace: Trace,
  runs: (script: Script) => boolean,
): Promise<Contradiction | null> {
  const scripts = [...PROBES, ...RULES.flatMap(({ given }) => [given, coarse(given)])].filter(
    (script) => runs(script) && [...needs(script)].every((need) => subject.capabilities.includes(need)),
  );
  const judge = new Judge(RULES, profile);
  const results = await ask(subject, scripts);
  const others = results.flatMap((result, index) =>
    isTrace(result) && judge.judge(result).length === 0 ? [{ script: scripts[index] as Script, trace: result }] : [],
  );
  others.sort((a, b) => a.trace.steps.length - b.trace.steps.length);
  for (const reading of [toldByRules, toldByOracle]) {
    const told = reading(trace, profile);
    for (const other of others) {
      const there = reading(other.trace, profile);
      for (const [choice, values] of told) {
        const rule = RULES.find((one) => one.choice === choice);
        const known = there.get(choice);
        if (rule === undefined || known === undefined || known.some((value) => values.includes(value))) continue;
        return { choice, other, failure: failureOf(rule, choice, known, values) };
      }
    }
  }
  return null;
}

/** So short that a reader sees at once what they show. */
const ONE = { n: 1, kind: 'bytes' } as const;
const OPEN = { do: 'drain', n: 'all' } as const;
const PROBES: readonly Script[] = [
  [{ do: 'write', ...ONE }],
  [OPEN, { do: 'write', ...ONE }],
  [{ do: 'writelines', items: [ONE], as: 'list' } as const],
  [OPEN, { do: 'writelines', items: [ONE], as: 'list' } as const],
  [OPEN, { do: 'writelines', items: [ONE, ONE], as: 'list' } as const],
  [{ do: 'write', ...ONE }, { do: 'writelines', items: [ONE, { n: 0, kind: 'wrong' }], as: 'list' } as const],
  [{ do: 'writelines', items: [ONE, { n: 0, kind: 'wrong' }], as: 'list' } as const],
  [{ do: 'write_eof' } as const],
  [{ do: 'abort' } as const, { do: 'settle' } as const, { do: 'write_eof' } as const],
  [OPEN, { do: 'write', ...ONE }, { do: 'stall' } as const, { do: 'write', ...ONE }, OPEN, { do: 'write', ...ONE }],
  [OPEN, { do: 'write', ...ONE }, { do: 'write_eof' }],
  [{ do: 'peer_reset' } as const, { do: 'write', ...ONE }],
  [{ do: 'write', ...ONE }, { do: 'peer_reset' } as const, { do: 'write', ...ONE }],
].map((stimuli): Script => ({ stimuli: stimuli as Script['stimuli'], reactions: [], keepOpen: false }));

function failureOf(rule: Rule, choice: ChoiceName, there: readonly string[], here: readonly string[]): Failure {
  return {
    rule,
    expected: `the same on each connection: ${completed(choice, there)}`,
    seen: `on the first connection that, and on the second: ${completed(choice, here)}`,
    path: [],
  };
}

type Reading = (trace: Trace, profile: Profile) => ReadonlyMap<ChoiceName, readonly string[]>;

/** For each choice of which a trace tells, the values that explain it, as the rules read it, step by step. */
const toldByRules: Reading = (trace) => {
  const found = new Map<ChoiceName, readonly string[]>();
  const hear = ({ told }: { readonly told: readonly Told[] }): void => {
    for (const { choice, values } of told) {
      found.set(
        choice,
        (found.get(choice) ?? values).filter((value) => values.includes(value)),
      );
    }
  };
  read(trace, classify, (name) => CHOICES[name].values, { step: hear, callback: hear });
  return found;
};

/** And as the oracle does, who sees what only the whole of it tells. */
function toldByOracle(trace: Trace, profile: Profile): ReadonlyMap<ChoiceName, readonly string[]> {
  const knowledge = new Knowledge(profile);
  knowledge.weigh(trace);
  const seen = knowledge.dialect().filter((one) => one.seen);
  return new Map(seen.map(({ choice, values }) => [choice, values]));
}
