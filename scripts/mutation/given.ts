/**
 * What the checks are given: scripts, dialects and traces, plain data all of it, made once by the sources as they are.
 * A mutant never makes these: it is only asked what it says of them.
 */
import type { Script, Step, Stimulus, Trace } from '../../machines/alphabet.js';
import { CHOICE_NAMES, CHOICES, dialect, type ChoiceName, type Dialect, type Profile } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { profileFor } from '../../conformance/declared.js';
import { classify } from '../../conformance/classify.js';
import { read, type Told } from '../../conformance/facts.js';
import { Judge } from '../../conformance/judge.js';
import { Knowledge } from '../../conformance/knowledge.js';
import { consult, possibleIn, type Opinion } from '../../conformance/oracle.js';
import { gates, refuses } from '../../conformance/refuses.js';
import type { Failure } from '../../conformance/rule.js';
import { RULES } from '../../conformance/rules/index.js';
import type { Subject } from '../../conformance/subject.js';
import { someAlterations, someDialects, someScripts } from '../../properties/corpus.js';
import { MUTANTS, subjectOf } from '../../subjects/mutants/index.js';
import type { Choices } from '../../subjects/reference/choices.js';
import { reference } from '../../subjects/reference/subject.js';
import { FOUND, traceOf } from '../../properties/found.js';
import { orderOf } from './order.js';
import { readRecorded, type Recorded } from './recorded.js';
import { runOne } from './run.js';

export interface Given {
  /** Scripts with a dialect and an order of the wire, and what the model does in it. */
  readonly cases: readonly {
    readonly script: Script;
    readonly dialect: Dialect;
    readonly order: number;
    readonly trace: Trace;
  }[];
  /** What the reference shows: an implementation that knows no machine, in the dialects that it can take. */
  readonly reference: readonly { readonly script: Script; readonly dialect: Dialect; readonly trace: Trace }[];
  /** What both judges learn of the dialect from a trace: of each choice, the values that are left. */
  readonly learnt: readonly { readonly trace: Trace; readonly values: Partial<Record<ChoiceName, string>> }[];
  readonly cpython: readonly Recorded[];
  /** Traces that are too rare to be drawn, and the rule that tells of each; null where both judges allow it. */
  readonly rare: readonly { readonly trace: Trace; readonly rule: string | null; readonly profile: Profile }[];
  /** Traces altered at random, with what both judges say of them: no judge is held to what it said alone. */
  readonly altered: readonly Altered[];
  /** Traces of a transport that is of two minds about one choice. */
  readonly fickle: readonly (Named & { readonly trace: Trace })[];
  /** Traces that only a profile without the value that they show of one choice refuses: what it leaves instead. */
  readonly outside: readonly (Named & { readonly trace: Trace; readonly profile: Profile })[];
  /** Two traces of one script that differ by one choice alone: together they are no one transport's. */
  readonly parted: readonly { readonly one: Trace; readonly other: Trace; readonly choice: ChoiceName }[];
  /** Of each mutant of the reference, traces that the rule it names refuses. */
  readonly killed: readonly { readonly mutant: string; readonly rule: string; readonly trace: Trace }[];
  /** Of each rule, the mutants that name it and that its own script is enough to find. */
  readonly finders: readonly { readonly rule: string; readonly mutants: readonly Subject[] }[];
}

/** A trace, and what both judges say of it: in any dialect, and in that of the trace before it was altered. */
export interface Altered {
  readonly trace: Trace;
  readonly freely: Verdict;
  readonly dialect: Dialect;
  readonly exactly: Verdict;
}

/** The choice that is wrong, and whether a rule says which it is: one may hide behind another. */
export interface Named {
  readonly choice: ChoiceName;
  readonly named: boolean;
}

export interface Verdict {
  readonly allows: boolean;
  /** The step of a refusal, in the order in which they end; null where there is none, or each judge has its own. */
  readonly at: number | null;
}

const ANY = possibleIn({});

/** The reference is of these minds, and of none about the rest. Written down, not inferred: the model is held to it. */
export const REFERENCE: Dialect = {
  ...dialect(),
  zeroHigh: 'forces-low',
  writeWhileClosing: 'dropped',
  checksFirst: 'closed',
  idleReset: 'unnoticed',
};

/** `recorded` is the text of cpython.json; `share` how much of what is drawn is wanted: 1 for all of it. */
export function given(recorded: string, share = 1): Given {
  const own = RULES.map((rule) => rule.given);
  const cases = various(ofModel([...own, ...endings(), ...someScripts(41, 10_000 * share, 16)]));
  return {
    cases,
    reference: ofReference([...own, ...someScripts(43, 700 * share, 20)]),
    learnt: learnt(cases),
    cpython: readRecorded(recorded),
    rare: FOUND.map((found) => ({
      trace: traceOf(found) as Trace,
      rule: found.rule,
      profile: found.ofAsyncio ? profileFor({}, ['asyncio-ends']) : {},
    })),
    altered: altered(cases),
    fickle: fickle(),
    outside: outside(cases.slice(0, 250 * share)),
    parted: parted(cases.filter((_one, index) => index % 60 === 0)),
    finders: finders(),
    killed: killed(someScripts(44, 250 * share, 20)),
  };
}

/** A tenth of it, from first to last: enough for most mutants, and ten times as soon. */
export function fewOf(all: Given): Given {
  const few = Object.entries(all).map(([name, cases]) => [
    name,
    (cases as readonly unknown[]).filter((_one, index) => index % 10 === 3),
  ]);
  return Object.fromEntries(few) as unknown as Given;
}

function ofModel(scripts: readonly Script[]): Given['cases'] {
  const dialects = someDialects(42, DIALECTS).map(consistent);
  return scripts.map((script, index) => {
    const dialect = dialects[index % DIALECTS] as Dialect;
    const order = index % 7;
    return { script, dialect, order, trace: runModel(script, dialect, { readFirst: orderOf(order) }) };
  });
}

/** A reset while the rest is flushed, a call that may have met it, and an end that tells: too rare to be drawn. */
function endings(): readonly Script[] {
  const calls: readonly Stimulus[] = [
    { do: 'write', n: 3, kind: 'bytes' },
    { do: 'writelines', items: [], as: 'list' },
    {
      do: 'writelines',
      items: [
        { n: 2, kind: 'bytes' },
        { n: 1, kind: 'wrong' },
      ],
      as: 'list',
    },
    { do: 'write', n: 4, kind: 'wide' },
  ];
  const ends: readonly (readonly Stimulus[])[] = [
    [{ do: 'abort' }, { do: 'settle' }],
    [{ do: 'settle' }],
    [{ do: 'set_write_buffer_limits', high: 5 }, { do: 'write', n: 1, kind: 'bytes' }, { do: 'abort' }],
    [{ do: 'write', n: 1, kind: 'wrong' }, { do: 'close' }],
  ];
  const shut: readonly (readonly Stimulus[])[] = [[{ do: 'close' }], [{ do: 'write_eof' }, { do: 'close' }], []];
  return shut.flatMap((before) =>
    calls.flatMap((call) =>
      // As many times as there are dialects for it to fall on.
      ends.flatMap((end) =>
        Array.from({ length: 5 }, () => ({
          stimuli: [
            { do: 'write', n: 10, kind: 'bytes' } as const,
            ...before,
            { do: 'peer_reset' } as const,
            call,
            ...end,
          ],
          reactions: [],
          keepOpen: false,
        })),
      ),
    ),
  );
}

/**
 * A transport whose size falls when a send is complete never tries the wire in a call (guards.ts): any other value of when
 * it does is hidden, and a profile of that value alone is one that the rules, who read what they see, do not know.
 */
function consistent(dialect: Dialect): Dialect {
  return dialect.sizeFalls === 'when-sent' ? { ...dialect, writeTries: 'later', writelinesTries: 'later' } : dialect;
}

/** Those that show something that none before showed: so what is rare is among them, and what is common not too often. */
function various(cases: Given['cases']): Given['cases'] {
  const seen = new Set<string>();
  return cases.filter(({ trace }) => {
    const known = seen.size;
    let last: Step | null = null;
    for (const step of trace.steps) {
      for (const call of step.calls) for (const nested of call.steps) seen.add(`${call.name} ${kindOf(nested, null)}`);
      seen.add(kindOf(step, last));
      last = step;
    }
    return seen.size > known;
  });
}

/** What was given, in what state, and what came of it, without numbers. */
function kindOf({ stimulus, raised, calls, wire, after }: Step, last: Step | null): string {
  const items = stimulus.do === 'writelines' ? stimulus.items : stimulus.do === 'write' ? [stimulus] : [];
  const before = last?.after ?? after;
  return [
    stimulus.do,
    [...new Set(items.map(({ kind, n }) => `${kind === 'wrong' || kind === 'wide' ? kind : ''}${Math.sign(n)}`))],
    'high' in stimulus || 'low' in stimulus ? Object.keys(stimulus).length : 0,
    raised?.kind,
    calls.map(({ name, raised: raises, size }) => `${name} ${raises} ${Math.sign(size)}`),
    wire.length > 0,
    before.closing,
    Math.sign(before.size),
    Math.sign(after.size - before.size),
    Math.sign(after.size - after.high),
  ].join();
}

/** Enough that every two values of two choices meet. */
const DIALECTS = 61;

function ofReference(scripts: readonly Script[]): Given['reference'] {
  return scripts.flatMap((script, index) => {
    const minds = MINDS[index % MINDS.length] as Partial<Choices>;
    const trace = runOne(reference(minds), script);
    const { mutableChunks: _aliased, ...choices } = minds;
    const writelinesTries = minds.writeTries ?? REFERENCE.writelinesTries;
    return trace === null ? [] : [{ script, trace, dialect: { ...REFERENCE, ...choices, writelinesTries } }];
  });
}

const MINDS: readonly Partial<Choices>[] = [
  {},
  { pausesWhen: 'exceeds', zeroHigh: 'refused' },
  { writeTries: 'later', sizeAfterAbort: 'kept' },
  { writeWhileClosing: 'accepted' },
  { writeWhileClosing: 'accepted', pausesWhen: 'exceeds', writeTries: 'later' },
];

function altered(cases: Given['cases']): Given['altered'] {
  const judge = new Judge(RULES, {});
  return cases.flatMap(({ trace, dialect }, index) => {
    const own = profileOf(dialect);
    const [strict, possible] = [new Judge(RULES, own), possibleIn(own)];
    return someAlterations(trace, index, ALTERATIONS_OF_A_TRACE).flatMap((one) => {
      const freely = agreed(consult(one.trace, ANY), judge.judge(one.trace), one.trace);
      const exactly = agreed(consult(one.trace, possible), strict.judge(one.trace), one.trace);
      return freely && exactly ? [{ trace: one.trace, freely, dialect, exactly }] : [];
    });
  });
}

const ALTERATIONS_OF_A_TRACE = 6;

/** Null where the judges do not agree at all. */
function agreed(opinion: Opinion, failures: readonly Failure[], trace: Trace): Verdict | null {
  if (opinion.allows === refuses(failures)) return null;
  if (opinion.allows) return { allows: true, at: null };
  const at = placeOf(failures, trace);
  return { allows: false, at: at === opinion.at ? at : null };
}

function learnt(cases: Given['cases']): Given['learnt'] {
  return cases.flatMap(({ trace }) => {
    const [told, inferred] = [toldBy(trace), inferredFrom(consult(trace, ANY))];
    const both = CHOICE_NAMES.filter((name) => told[name] !== undefined && told[name] === inferred[name]);
    return both.length > 0 ? [{ trace, values: Object.fromEntries(both.map((name) => [name, told[name]])) }] : [];
  });
}

/** What the rules read of a trace: of each choice that it speaks of, the values that explain it. */
export function toldBy(trace: Trace): Partial<Record<ChoiceName, string>> {
  const left = new Map<ChoiceName, readonly string[]>();
  const tell = ({ told }: { readonly told: readonly Told[] }): void => {
    for (const { choice, values } of told) {
      left.set(
        choice,
        (left.get(choice) ?? ANY[choice]).filter((one) => values.includes(one)),
      );
    }
  };
  read(trace, classify, (choice) => ANY[choice], { step: tell, callback: tell });
  return Object.fromEntries([...left].map(([choice, values]) => [choice, values.join()]));
}

/** What the oracle makes of it: of each choice that every explanation speaks of, the values that some have. */
export function inferredFrom(opinion: Opinion): Partial<Record<ChoiceName, string>> {
  if (!opinion.allows) return {};
  const { dialects } = opinion;
  const spoken = CHOICE_NAMES.filter((name) => dialects.every((one) => one[name] !== undefined));
  const values = (name: ChoiceName): string =>
    ANY[name].filter((value) => dialects.some((one) => one[name] === value)).join();
  return Object.fromEntries(spoken.map((name) => [name, values(name)]));
}

/** The profile that allows this dialect and no other. */
export function profileOf(dialect: Dialect): Profile {
  return Object.fromEntries(CHOICE_NAMES.map((name) => [name, [dialect[name]]]));
}

/** The step at which the rules refuse, counted in the order in which steps end: as the oracle counts. */
export function placeOf(failures: readonly Failure[], trace: Trace): number {
  const { path } = failures.find(({ rule }) => gates(rule)) as Failure;
  const wanted = path.slice(0, path.length - ((path.length + 1) % 2)).join();
  let count = 0;
  const visit = (steps: readonly Step[], before: readonly number[]): number | null => {
    for (const [i, step] of steps.entries()) {
      for (const [j, call] of step.calls.entries()) {
        const inner = visit(call.steps, [...before, i, j]);
        if (inner !== null) return inner;
      }
      if ([...before, i].join() === wanted) return count;
      count++;
    }
    return null;
  };
  return visit(trace.steps, []) as number;
}

function outside(cases: Given['cases']): Given['outside'] {
  const judges = new Map<string, Judge>();
  const found: Given['outside'][number][] = [];
  for (const { trace, dialect } of cases) {
    for (const choice of CHOICE_NAMES) {
      for (const value of CHOICES[choice].values) {
        if (value === dialect[choice]) continue;
        // Who must try the wire in the call has no sends that count whole: then both choices are outside.
        if (dialect.sizeFalls === 'when-sent' && (choice === 'writeTries' || choice === 'writelinesTries')) continue;
        const profile = { [choice]: [value] } as Profile;
        const judge = judges.get(`${choice} ${value}`) ?? new Judge(RULES, profile);
        judges.set(`${choice} ${value}`, judge);
        const failures = judge.judge(trace);
        if (failures.length === 0 || consult(trace, possibleIn(profile)).allows) continue;
        found.push({ trace, profile, choice, named: names(failures, choice) });
      }
    }
  }
  return found;
}

function parted(cases: Given['cases']): Given['parted'] {
  return cases.flatMap(({ script, dialect }) =>
    CHOICE_NAMES.flatMap((choice) =>
      possibleIn({})
        [choice].filter((value) => value !== dialect[choice])
        .flatMap((value) => {
          const [one, other] = [dialect, { ...dialect, [choice]: value }].map((minds) => runModel(script, minds));
          const known = new Knowledge({});
          known.weigh(one as Trace);
          const position = known.weigh(other as Trace);
          const parts = position.is === 'inconsistent' && position.choice === choice;
          return parts ? [{ one: one as Trace, other: other as Trace, choice }] : [];
        }),
    ),
  );
}

/** Some rule that fails is of the choice. */
export function names(failures: readonly Failure[], choice: ChoiceName): boolean {
  return failures.some(({ rule }) => rule.choice === choice);
}

/** A dialect whose one choice turns over after it was asked a few times. */
function fickle(): Given['fickle'] {
  const scripts = someScripts(45, 300, 20);
  const dialects = someDialects(46, 300);
  const judge = new Judge(RULES, {});
  return CHOICE_NAMES.flatMap((choice) => {
    const [first, other] = CHOICES[choice].values;
    const found: Given['fickle'][number][] = [];
    for (const [index, script] of scripts.entries()) {
      let asked = 0;
      const own = Object.defineProperty({ ...(dialects[index] as Dialect) }, choice, {
        get: () => (asked++ < (index % 6) + 1 ? first : other),
        enumerable: true,
      });
      const trace = runModel(script, own);
      const failures = judge.judge(trace);
      if (consult(trace, ANY).allows || failures.length === 0) continue;
      found.push({ trace, choice, named: names(failures, choice) });
      if (found.length === 6) break;
    }
    return found;
  });
}

/** The rule's own script first, then whatever was drawn: a few traces, since a mutant may show itself in several ways. */
function killed(scripts: readonly Script[]): Given['killed'] {
  const judge = new Judge(RULES, {});
  return MUTANTS.flatMap((mutant) => {
    const subject = subjectOf(mutant);
    const own = RULES.filter(({ id }) => id === mutant.killedBy).map((rule) => rule.given);
    const found: Given['killed'][number][] = [];
    for (const script of [...own, ...scripts]) {
      const trace = runOne(subject, script);
      if (trace === null || !judge.judge(trace).some(({ rule }) => rule.id === mutant.killedBy)) continue;
      if (consult(trace, ANY).allows) continue;
      found.push({ mutant: mutant.name, rule: mutant.killedBy, trace });
      if (found.length === TRACES_OF_A_MUTANT) break;
    }
    return found;
  });
}

const TRACES_OF_A_MUTANT = 3;

function finders(): Given['finders'] {
  const judge = new Judge(RULES, {});
  return RULES.flatMap((rule) => {
    const mutants = MUTANTS.filter(({ killedBy }) => killedBy === rule.id).map(subjectOf);
    const found = mutants.filter((mutant) => {
      const trace = runOne(mutant, rule.given);
      return trace !== null && judge.judge(trace).some((failure) => failure.rule === rule);
    });
    return found.length > 0 ? [{ rule: rule.id, mutants: found }] : [];
  });
}
