/**
 * The second judge: holds a trace against the rules, and counts what each rule had to speak about.
 * It knows no rule by name and nothing of the machine.
 */
import { CALLBACKS, STIMULI, type Trace } from '../machines/alphabet.js';
import { allowed, CHOICE_NAMES, type Profile } from '../machines/choices.js';
import { classify } from './classify.js';
import { read, type Permits, type CallbackMoment, type StepMoment, type Visitor } from './facts.js';
import { gates } from './refuses.js';
import type { Failure, Rule } from './rule.js';

interface Indexed<M> {
  readonly rule: Rule;
  readonly index: number;
  when(moment: M): boolean;
  expect(moment: M): boolean;
  expected(moment: M): string;
  seen(moment: M): string;
}

/** Judges traces by a fixed list of rules within a profile. */
export class Judge implements Visitor {
  readonly rules: readonly Rule[];
  /** How often each rule had something to speak about, in the order of `rules`. */
  readonly hits: Uint32Array;
  /** Rules of steps by what they are about: a stimulus, a choice, or one of the words of About. */
  readonly #ofSteps = new Map<string, Indexed<StepMoment>[]>(
    [...STEPS, ...CHOICE_NAMES, ...ABOUT].map((name) => [name, []]),
  );
  readonly #ofCallbacks = new Map<string, Indexed<CallbackMoment>[]>(CALLBACKS.map((name) => [name, []]));
  readonly #permits: Permits;
  #failures = new Map<number, Failure>();
  /** Steps judged, nested ones included. */
  steps = 0;

  constructor(rules: readonly Rule[], profile: Profile) {
    this.rules = rules;
    this.hits = new Uint32Array(rules.length);
    const values = new Map(CHOICE_NAMES.map((name) => [name, allowed(name, profile)]));
    this.#permits = (choice) => values.get(choice) as readonly string[];
    rules.forEach((rule, index) => {
      // Of one shape, whatever a rule leaves out: they are what is looked at most.
      const { when, expect, expected, seen } = rule;
      const indexed = { when, expect, expected, seen, rule, index };
      if (rule.on === 'step') {
        const { about = STEPS } = rule;
        const names = about === 'told' ? [rule.choice as string] : typeof about === 'string' ? [about] : about;
        for (const name of names) this.#about(name).push(indexed as Indexed<StepMoment>);
      } else {
        for (const name of rule.about ?? CALLBACKS) {
          this.#ofCallbacks.get(name)?.push(indexed as unknown as Indexed<CallbackMoment>);
        }
      }
    });
  }

  /**
   * The rules that fail on a trace, at the first step at which one that gates does: what a transport does after it has
   * broken its word once says nothing more. Of those that fail together, the ones of the foremost rank (rule.ts). Advice
   * (level MAY) is told up to there; it hides no rule that gates, whatever its rank.
   */
  judge(trace: Trace): readonly Failure[] {
    this.#failures = new Map();
    read(trace, classify, this.#permits, this);
    if (this.#failures.size === 0) return NONE;
    const failures = [...this.#failures.values()];
    const first = failures.findIndex(({ rule }) => gates(rule));
    if (first < 0) return failures;
    const place = stepOf((failures[first] as Failure).path);
    const atOnce = failures.filter(({ path }) => stepOf(path) === place);
    const advice = failures.filter((one, index) => !gates(one.rule) && (index < first || atOnce.includes(one)));
    return [...advice, ...foremost(atOnce.filter(({ rule }) => gates(rule)))];
  }

  step(moment: StepMoment, path: readonly number[]): void {
    this.steps++;
    const { step } = moment;
    this.#hold(this.#about(step.stimulus.do), moment, path);
    for (const { choice } of moment.told) this.#hold(this.#about(choice), moment, path);
    if (moment.inside !== null) this.#hold(this.#about('nested'), moment, path);
    if (step.calls.length > 0) this.#hold(this.#about('calling'), moment, path);
    if (step.wire.length > 0) this.#hold(this.#about('arriving'), moment, path);
  }

  callback(moment: CallbackMoment, path: readonly number[]): void {
    this.#hold(this.#ofCallbacks.get(moment.call.name) as Indexed<CallbackMoment>[], moment, path);
  }

  #about(name: string): Indexed<StepMoment>[] {
    return this.#ofSteps.get(name) as Indexed<StepMoment>[];
  }

  #hold<M>(rules: readonly Indexed<M>[], moment: M, path: readonly number[]): void {
    for (const indexed of rules) {
      if (!indexed.when(moment)) continue;
      const { rule, index } = indexed;
      this.hits[index] = (this.hits[index] as number) + 1;
      if (indexed.expect(moment) || this.#failures.has(index)) continue;
      this.#failures.set(index, {
        rule,
        expected: indexed.expected(moment),
        seen: indexed.seen(moment),
        path: [...path],
      });
    }
  }
}

const STEPS: readonly string[] = ['connect', ...STIMULI];
const ABOUT: readonly string[] = ['nested', 'calling', 'arriving'];
const NONE: readonly Failure[] = [];

/** Of rules that fail together: the causes; else those that speak in particular; else all. */
function foremost(failures: readonly Failure[]): readonly Failure[] {
  const causes = failures.filter(({ rule }) => rule.rank === 'first');
  if (causes.length > 0) return causes;
  const particular = failures.filter(({ rule }) => rule.rank !== 'last');
  return particular.length > 0 ? particular : failures;
}

/** The step of a path: a callback's own place in its step does not count. */
function stepOf(path: readonly number[]): string {
  return (path.length % 2 === 0 ? path.slice(0, -1) : path).join();
}
