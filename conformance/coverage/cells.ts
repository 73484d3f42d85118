/**
 * The cells, state x stimulus, and the rules that speak in each: found by driving whoever makes traces through every way.
 * The states are read off the traces, in the chart's names; the chart itself is not asked, and nothing is judged.
 */
import {
  LIVES,
  STIMULI,
  type Life,
  type Script,
  type Step,
  type StimulusName,
  type Trace,
} from '../../machines/alphabet.js';
import type { Dialect } from '../../machines/choices.js';
import type { CallbackMoment, Facts, StepMoment } from '../facts.js';
import { Judge } from '../judge.js';
import type { Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import { DIALECTS, ways } from './ways.js';

/** Whether write_eof() was asked for. */
export const EOF_STAGES = ['none', 'asked'] as const;
export type EofStage = (typeof EOF_STAGES)[number];

export interface Cell {
  readonly state: Life;
  readonly eof: EofStage;
  /** `connect` is no stimulus: the making of the connection has a cell of its own. */
  readonly stimulus: StimulusName | 'connect';
}

/** Runs a script in a dialect: the model, or anything that stands for it. */
export type Producer = (script: Script, dialect: Dialect) => Trace;

/** For each cell that was reached, under the name that nameOf() gives it, the rules that spoke in it. */
export type Speakers = ReadonlyMap<string, ReadonlySet<Rule>>;

export function nameOf({ state, eof, stimulus }: Cell): string {
  return `${state} x ${eof} x ${stimulus}`;
}

/** Every cell that there is, in the order of life and of the alphabet. */
export function everyCell(): readonly Cell[] {
  return LIVES.flatMap((state) => EOF_STAGES.flatMap((eof) => STIMULI.map((stimulus) => ({ state, eof, stimulus }))));
}

/** The rules' own scripts in every dialect, each way in every second one, by turns. */
export function findSpeakers(run: Producer, rules: readonly Rule[] = RULES): Speakers {
  const finder = new SpeakerFinder(rules);
  for (const { given } of rules) for (const dialect of DIALECTS) finder.listen(run(given, dialect));
  let turn = 0;
  for (const script of ways()) {
    for (let index = turn++ % 2; index < DIALECTS.length; index += 2) {
      finder.listen(run(script, DIALECTS[index] as Dialect));
    }
  }
  return finder.found;
}

/** Notes, trace by trace, which rules have something to speak about in which cell: the judge asks, and nobody answers. */
export class SpeakerFinder {
  readonly found = new Map<string, Set<Rule>>();
  readonly #judge: Judge;
  #here = new Set<Rule>();
  /** Of each step that is not over yet, the rules that spoke of its callbacks. */
  readonly #pending = new Map<Step, Set<Rule>>();

  constructor(rules: readonly Rule[]) {
    const [any] = rules as readonly [Rule];
    const arriving = (moment: StepMoment): boolean => this.#arrive(moment);
    const first = { ...any, on: 'step', about: ['connect', ...STIMULI], when: arriving } as Rule;
    this.#judge = new Judge([first, ...rules.map((rule) => this.#silenced(rule))], {});
  }

  listen(trace: Trace): void {
    this.#judge.judge(trace);
  }

  /** Before any rule is asked about a step: what spoke of its callbacks speaks in its cell. */
  #arrive({ step, before }: StepMoment): false {
    const name = nameOf({ ...stateOf(before), stimulus: step.stimulus.do });
    this.#here = this.found.get(name) ?? new Set();
    this.found.set(name, this.#here);
    for (const rule of this.#pending.get(step) ?? []) this.#here.add(rule);
    this.#pending.delete(step);
    return false;
  }

  /** The rule as the judge is to know it: it notes that it would speak, and does not. */
  #silenced(rule: Rule): Rule {
    if (rule.on === 'callback') {
      const when = (moment: CallbackMoment): false => {
        if (rule.when(moment)) this.#pendingAt(moment.step).add(rule);
        return false;
      };
      return { ...rule, when };
    }
    const when = (moment: StepMoment): false => {
      if (!this.#here.has(rule) && rule.when(moment)) this.#here.add(rule);
      return false;
    };
    return { ...rule, when };
  }

  #pendingAt(step: Step): Set<Rule> {
    const known = this.#pending.get(step) ?? new Set();
    this.#pending.set(step, known);
    return known;
  }
}

function stateOf({ phase, paused, eofAsked }: Readonly<Facts>): { state: Life; eof: EofStage } {
  return { state: lifeOf(phase, paused), eof: eofAsked ? 'asked' : 'none' };
}

function lifeOf(phase: Facts['phase'], paused: boolean): Life {
  if (phase === 'open') return paused ? 'paused' : 'open';
  if (phase === 'flushing') return paused ? 'closing.paused' : 'closing.flowing';
  return phase === 'flushed' ? 'closing.flushed' : phase;
}
