/**
 * What must hold of the machine, the oracle and the rules, each as a check that throws where it does not: the tests that
 * a mutant of these has to survive. Dearer ones stand later, since the first that fails is enough.
 * A check never asks what the code did yesterday: what it holds the code against is made by something else.
 */
import { deepStrictEqual, ok } from 'node:assert';
import { transition } from 'xstate';
import { CALLBACKS, EOFS, LIVES, STIMULI, type Life, type Trace } from '../../machines/alphabet.js';
import { cells, undecided } from '../../machines/cells.js';
import { CHART } from '../../machines/chart.js';
import {
  CHOICE_NAMES,
  dialect,
  PROFILES,
  type ChoiceName,
  type Dialect,
  type Profile,
} from '../../machines/choices.js';
import { EVENTS, type Context, type MachineEvent } from '../../machines/context.js';
import { EFFECTS, OBSERVATIONS } from '../../machines/effects.js';
import { explore } from '../../machines/explore.js';
import { GUARDS } from '../../machines/guards.js';
import { runModel } from '../../machines/model.js';
import { machine } from '../../machines/machine.js';
import { initialState, step, type State } from '../../machines/table.js';
import type { Edge } from '../../machines/watched.js';
import { profileFor } from '../../conformance/declared.js';
import type { StepMoment } from '../../conformance/facts.js';
import { Judge } from '../../conformance/judge.js';
import { deviates, Knowledge } from '../../conformance/knowledge.js';
import { consult, possibleIn, type Opinion } from '../../conformance/oracle.js';
import { refuses } from '../../conformance/refuses.js';
import { CHAPTERS, LEVELS, type Failure, type Rule } from '../../conformance/rule.js';
import { RULES } from '../../conformance/rules/index.js';
import { scriptSchema } from '../../conformance/schema/script.js';
import { ALL_CAPABILITIES } from '../../conformance/subject.js';
import { inferredFrom, names, placeOf, profileOf, toldBy, type Given, type Verdict } from './given.js';
import { orderOf } from './order.js';
import { runOne } from './run.js';

export interface Check {
  readonly name: string;
  /** A part of what is given says nothing: it is run on all of it, or not at all. */
  readonly whole?: true;
  /** Throws where it does not hold. */
  readonly run: (given: Given) => void;
}

export const CHECKS: readonly Check[] = [
  {
    name: 'the chart decides every cell and names what there is',
    run: () => {
      deepStrictEqual(undecided(), []);
      deepStrictEqual(cells().length, LIVES.length * EOFS.length * EVENTS.length);
      // The house rules of the chart: a nothing is written down, one callback at most, and last but for a raise.
      for (const { candidates } of cells()) {
        for (const { actions } of [...candidates.life, ...candidates.eof]) {
          ok(actions.length > 0);
          const calls = actions.flatMap((name, at) => (isCallback(name) ? [at] : []));
          ok(calls.length <= 1);
          for (const at of calls)
            ok(actions.slice(at + 1).every((name) => name.startsWith('raise_') || name === 'lose'));
        }
      }
      const named = namesIn(CHART);
      deepStrictEqual(named.guards, Object.keys(GUARDS).toSorted());
      deepStrictEqual(named.actions, [...Object.keys(EFFECTS), ...OBSERVATIONS].toSorted());
      deepStrictEqual(named.events, EVENTS.toSorted());
    },
  },
  {
    name: 'each rule is made of the words that there are',
    run: () => {
      deepStrictEqual(new Set(RULES.map(({ id }) => id)).size, RULES.length);
      for (const { id, level, clause, choice, given, on, about, rank, needs = [] } of RULES) {
        const [chapter] = id.split('/');
        isOneOf(CHAPTERS, chapter);
        ok(/^[a-z-]+\/[a-z]+(-[a-z]+)*$/.test(id));
        isOneOf(LEVELS, level);
        ok(/^asyncio\.[A-Z]\w+\.\w+$/.test(clause));
        isOneOf([undefined, ...CHOICE_NAMES], choice);
        scriptSchema.parse(given);
        isOneOf(['step', 'callback'], on);
        isOneOf([undefined, 'first', 'last'], rank);
        for (const need of needs) isOneOf(ALL_CAPABILITIES, need);
        const words = on === 'callback' ? CALLBACKS : ['connect', ...STIMULI];
        if (typeof about === 'object') for (const one of about) isOneOf(words, one);
        else isOneOf([undefined, 'told', 'nested', 'calling', 'arriving'], about);
      }
    },
  },
  {
    name: 'of rules that fail, those are told that the first refusal leaves, and advice up to there',
    run: () => {
      const write = { do: 'write', n: 1, kind: 'bytes' } as const;
      const trace = runModel({ stimuli: [write, write, write], reactions: [], keepOpen: false }, dialect());
      const made = (id: string, level: Rule['level'], at: number, rank?: 'first' | 'last'): Rule =>
        ({
          ...(RULES[0] as Rule),
          id: `limits/${id}`,
          level,
          on: 'step',
          about: ['write'],
          rank,
          when: () => true,
          expect: ({ step }: StepMoment) => (step.stimulus as { at: number }).at !== at,
          expected: () => '',
          seen: () => '',
        }) as Rule;
      const told = (...rules: readonly Rule[]): readonly string[] =>
        new Judge(rules, {}).judge(trace).map(({ rule }) => rule.id.slice('limits/'.length));
      const [before, beside, after] = [made('a', 'MAY', 0), made('b', 'MAY', 1), made('c', 'MAY', 2)];
      const [cause, plain, vague] = [
        made('d', 'MUST', 1, 'first'),
        made('e', 'SHOULD', 1),
        made('f', 'MUST', 1, 'last'),
      ];
      const late = made('g', 'MUST', 2);
      deepStrictEqual(told(before, beside, after), ['a', 'b', 'c']);
      deepStrictEqual(told(before, late, after, beside, vague, plain, cause), ['a', 'b', 'd']);
      deepStrictEqual(told(vague, plain, late, beside), ['b', 'e']);
      deepStrictEqual(told(plain, beside, vague), ['b', 'e']);
      deepStrictEqual(told(vague, late, after), ['f']);
      deepStrictEqual(told(late, after), ['c', 'g']);
    },
  },
  {
    name: 'the model does what the reference does',
    run: ({ reference }) => {
      for (const { script, dialect, trace } of reference) {
        const wanted = bare(trace);
        ok(ORDERS.some((readFirst) => bare(runModel(script, dialect, { readFirst: readFirst() })) === wanted));
      }
    },
  },
  {
    name: 'each rule speaks of its own script',
    run: () => {
      for (const rule of RULES) {
        const judge = new Judge([rule], {});
        for (const choices of WIDE) judge.judge(runModel(rule.given, choices));
        ok((judge.hits[0] as number) > 0, rule.id);
      }
    },
  },
  {
    name: 'each rule finds mutants of the reference by its own script',
    run: ({ finders }) => {
      const judge = new Judge(RULES, {});
      for (const { rule, mutants } of finders) {
        const own = RULES.find(({ id }) => id === rule) as Rule;
        const traces = mutants.map((mutant) => runOne(mutant, own.given) as Trace);
        for (const trace of traces) ok(judge.judge(trace).some((failure) => failure.rule === own));
      }
    },
  },
  {
    name: 'each mutant of the reference is killed by its rule',
    run: ({ killed }) => {
      const judge = new Judge(RULES, {});
      for (const { trace, rule } of killed) ok(judge.judge(trace).some((failure) => failure.rule.id === rule));
    },
  },
  {
    name: 'the rules read the real CPythons as written',
    run: ({ cpython }) => {
      const judge = new Judge(RULES, {});
      for (const { shown } of cpython) {
        for (const { trace, breaks } of shown) {
          deepStrictEqual(
            judge.judge(trace).map(({ rule, path }) => `${rule.id} @ ${path.join('.')}`),
            breaks,
          );
        }
      }
    },
  },
  {
    name: 'both judges know what is rare',
    run: ({ rare }) => {
      for (const { trace, rule, profile } of rare) {
        const failures = new Judge(RULES, profile).judge(trace);
        ok(rule === null ? failures.length === 0 : failures.some((failure) => failure.rule.id === rule));
        deepStrictEqual(consult(trace, possibleIn(profile)).allows, !refuses(failures));
      }
    },
  },
  {
    name: 'no rule fails on what keeps its word',
    run: ({ cases, reference }) => {
      const judge = new Judge(RULES, {});
      for (const { trace } of reference) deepStrictEqual(judge.judge(trace), []);
      // In a profile of the very dialect: so what a rule takes a step to tell of a choice is held to it as well.
      const judges = new Map<Dialect, Judge>();
      for (const { trace, dialect } of cases) {
        const own = judges.get(dialect) ?? new Judge(RULES, profileOf(dialect));
        judges.set(dialect, own);
        deepStrictEqual(own.judge(trace), []);
      }
    },
  },
  {
    name: 'the rules refuse what the oracle refuses, at the same step',
    run: ({ altered, fickle }) => {
      const judge = new Judge(RULES, {});
      const holds = (failures: readonly Failure[], trace: Trace, { allows, at }: Verdict): void => {
        deepStrictEqual(refuses(failures), !allows);
        if (at !== null) deepStrictEqual(placeOf(failures, trace), at);
      };
      const judges = new Map<Dialect, Judge>();
      for (const { trace, freely, dialect, exactly } of altered) {
        holds(judge.judge(trace), trace, freely);
        const own = judges.get(dialect) ?? new Judge(RULES, profileOf(dialect));
        judges.set(dialect, own);
        holds(own.judge(trace), trace, exactly);
      }
      for (const { trace, choice, named } of fickle) {
        const failures = judge.judge(trace);
        ok(refuses(failures) && (!named || names(failures, choice)));
      }
    },
  },
  {
    name: 'the rule of a choice fails on what a profile leaves out of it',
    run: ({ outside }) => {
      const judges = new Map<Profile, Judge>();
      for (const { trace, profile, choice, named } of outside) {
        const judge = judges.get(profile) ?? new Judge(RULES, profile);
        judges.set(profile, judge);
        const failures = judge.judge(trace);
        ok(failures.length > 0 && (!named || names(failures, choice)));
      }
    },
  },
  {
    name: 'the rules learn of a dialect what the oracle learns',
    run: ({ learnt }) => {
      for (const { trace, values } of learnt) {
        const told = toldBy(trace);
        for (const [name, left] of Object.entries(values)) deepStrictEqual(told[name as ChoiceName], left);
      }
    },
  },
  {
    name: 'about hides nothing that a rule would speak of',
    run: ({ altered }) => {
      const indexed = new Judge(RULES, {});
      const plain = new Judge(RULES.map(withoutAbout), {});
      for (const { trace } of altered.slice(0, 1200)) {
        indexed.judge(trace);
        plain.judge(trace);
      }
      deepStrictEqual(indexed.hits, plain.hits);
    },
  },
  {
    name: 'every invariant holds in the small world, where the table steps as XState does',
    whole: true,
    run: () => {
      let edges = 0;
      const onEdge = ({ before, event }: Edge): void => {
        if (edges++ % 211 !== 0) return;
        const { life, eof, context } = byXState(before, event);
        const state = stateOf(before);
        step(state, event);
        deepStrictEqual(state, { ...context, life, eof });
      };
      const { findings, longestSettle } = explore(dialect(PROFILES.uvloop), { onEdge });
      deepStrictEqual(
        findings.filter(({ broken }) => broken !== null),
        [],
      );
      ok(longestSettle < 20, `${longestSettle}`);
    },
  },
  {
    name: 'the oracle allows what keeps its word, in its dialect',
    run: ({ cases, reference, cpython }) => {
      for (const [index, { trace, dialect }] of reference.entries()) {
        if (index % 4 === 0) ok(consult(trace, possibleIn(profileOf(dialect))).allows);
      }
      for (const [index, { trace, dialect }] of cases.entries()) {
        if (index % 4 === 0) ok(consult(trace, possibleIn(profileOf(dialect))).allows);
        const opinion = consult(trace, ANY);
        ok(opinion.allows);
        ok(
          opinion.dialects.some((other) =>
            CHOICE_NAMES.every((name) => (other[name] ?? dialect[name]) === dialect[name]),
          ),
        );
      }
      for (const { shown } of cpython) {
        for (const { trace, breaks } of shown) deepStrictEqual(consult(trace, ANY).allows, breaks.length === 0);
      }
    },
  },
  {
    name: 'the oracle learns of a dialect what the rules learn',
    run: ({ learnt }) => {
      for (const { trace, values } of learnt) {
        const inferred = inferredFrom(consult(trace, ANY));
        for (const [name, left] of Object.entries(values)) deepStrictEqual(inferred[name as ChoiceName], left);
      }
    },
  },
  {
    name: 'the oracle refuses what the rules refuse, at the same step',
    run: ({ altered, fickle, killed }) => {
      const holds = (opinion: Opinion, { allows, at }: Verdict): void => {
        deepStrictEqual(opinion.allows, allows);
        if (!opinion.allows && at !== null) deepStrictEqual(opinion.at, at);
      };
      for (const { trace, freely, dialect, exactly } of altered) {
        holds(consult(trace, possibleIn(profileOf(dialect))), exactly);
        holds(consult(trace, ANY), freely);
      }
      for (const { trace } of [...fickle, ...killed]) ok(!consult(trace, ANY).allows);
    },
  },
  {
    name: 'the oracle refuses what a profile leaves out, and names the choice',
    run: ({ outside }) => {
      for (const { trace, profile, choice } of outside) {
        ok(!consult(trace, possibleIn(profile)).allows);
        deepStrictEqual(new Knowledge(profile).weigh(trace), { is: 'outside', choice });
      }
    },
  },
  {
    name: 'two traces that part on a choice are no one transport’s, and the choice is named',
    run: ({ parted }) => {
      for (const { one, other, choice } of parted) {
        const known = new Knowledge({});
        deepStrictEqual(known.weigh(one), { is: 'allowed' });
        deepStrictEqual(known.weigh(other), { is: 'inconsistent', choice });
      }
    },
  },
  {
    name: 'no rule fails on what the model does in any dialect',
    run: ({ cases }) => {
      const judge = new Judge(RULES, {});
      for (const { script, dialect, order } of cases) {
        deepStrictEqual(judge.judge(runModel(script, dialect, { readFirst: orderOf(order) })), []);
      }
    },
  },
  {
    name: 'what no dialect explains is refused, and a deviation that has a name is told from one that has none',
    run: ({ cases, altered }) => {
      const refused = altered.filter(({ freely }) => !freely.allows).slice(0, 40);
      for (const { trace } of refused) deepStrictEqual(new Knowledge({}).weigh(trace), { is: 'refused' });
      ok(refused.some(({ trace }) => !deviates(trace, {})));
      for (const { script, dialect } of cases.slice(0, 150)) {
        const trace = runModel(script, { ...dialect, resumesAt: 'empty' });
        if (!consult(trace, ANY).allows) ok(deviates(trace, {}));
      }
    },
  },
  {
    name: 'the dialect of a transport is found, and not shut out',
    whole: true,
    run: ({ cases }) => {
      for (const { dialect } of cases.slice(0, 4)) {
        const knowledge = new Knowledge({});
        for (const { script } of cases.slice(0, 900))
          deepStrictEqual(knowledge.weigh(runModel(script, dialect)), { is: 'allowed' });
        const known = knowledge.dialect();
        for (const { choice, values } of known) ok(values.includes(dialect[choice]));
        // What hides behind another choice, or behind an eof that is not to be had, stays open. The rest is found.
        const open = known.filter(({ values }) => values.length > 1);
        ok(open.length <= (dialect.halfClose === 'supported' ? 9 : 16), open.map(({ choice }) => choice).join(' '));
        for (const { seen, values } of known) ok(seen || values.length > 1);
      }
    },
  },
];

const ANY = possibleIn({});
const WITH_ONE_WAY = ALL_CAPABILITIES.filter((one) => one !== 'half-close');

/** All first values, and all last ones: rules on a choice speak where a transport makes a certain one. */
const WIDE: readonly Dialect[] = [dialect(), lastValues(), { ...lastValues(), halfClose: 'supported' }];

/** Of what a transport with asyncio's ends may do. */
function lastValues(): Dialect {
  const possible = possibleIn(profileFor({}, WITH_ONE_WAY));
  return dialect({}, Object.fromEntries(CHOICE_NAMES.map((name) => [name, possible[name].at(-1)])));
}

/** Which side of the wire goes first is nobody's promise: every order of the first few turns where both could. */
const ORDERS = Array.from({ length: 16 }, (_, bits) => () => {
  let turn = 0;
  return () => ((bits >> Math.min(turn++, 3)) & 1) === 0;
});

function isCallback(name: string): boolean {
  return (CALLBACKS as readonly string[]).includes(name);
}

function isOneOf(words: readonly unknown[], word: unknown): void {
  ok(words.includes(word), `${word} is none of ${words.join(', ')}`);
}

/** What XState makes of the chart, for itself. */
function byXState(before: State, event: MachineEvent): { life: number; eof: number; context: Context } {
  const [outer, inner] = (LIVES[before.life] as string).split('.') as [string, string | undefined];
  const value = { life: inner === undefined ? outer : { [outer]: inner }, eof: EOFS[before.eof] as string };
  const { life: _life, eof: _eof, ...context } = stateOf(before);
  const [next] = transition(machine, machine.resolveState({ value, context }), event);
  const { life, eof } = next.value as { life: string | Record<string, string>; eof: string };
  const path = typeof life === 'string' ? life : Object.entries(life).flat().join('.');
  return { life: LIVES.indexOf(path as Life), eof: EOFS.indexOf(eof as 'none'), context: next.context };
}

/** A state of its own, and nothing else that an edge knows of it. */
function stateOf(from: State): State {
  const names = Object.keys(initialState({ choices: {}, low: 0, high: 0 })) as (keyof State)[];
  return Object.fromEntries(names.map((name) => [name, from[name]])) as unknown as State;
}

/** A trace without names and words of exceptions: they are each language's own. */
function bare({ steps }: Trace): string {
  const sorted = (_key: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { type: _type, message: _message, ...rest } = value as Record<string, unknown>;
    return Object.fromEntries(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(steps, sorted);
}

function withoutAbout(rule: Rule): Rule {
  if (rule.on === 'step') {
    const { about: _about, ...rest } = rule;
    return rest;
  }
  const { about: _about, ...rest } = rule;
  return rest;
}

interface Node {
  readonly states?: Readonly<Record<string, Node>>;
  readonly entry?: readonly string[];
  readonly on?: Readonly<Record<string, unknown>>;
}

function namesIn(chart: Node): { guards: string[]; actions: string[]; events: string[] } {
  const guards = new Set<string>();
  const actions = new Set<string>();
  const events = new Set<string>();
  const visit = (node: Node): void => {
    for (const action of node.entry ?? []) actions.add(action);
    for (const [event, cell] of Object.entries(node.on ?? {})) {
      events.add(event);
      for (const one of [cell].flat() as { guard?: string; actions: readonly string[] }[]) {
        if (one.guard !== undefined) guards.add(one.guard);
        for (const action of one.actions) actions.add(action);
      }
    }
    for (const child of Object.values(node.states ?? {})) visit(child);
  };
  visit(chart);
  return { guards: [...guards].toSorted(), actions: [...actions].toSorted(), events: [...events].toSorted() };
}
