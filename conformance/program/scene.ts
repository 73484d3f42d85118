/**
 * What a program has to show of a script that fails: which steps to look at, what to look for, and that an honest
 * transport shows something else there. Holds no language; it never runs a subject.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import { CHOICES, type ChoiceName } from '../../machines/choices.js';
import { classify } from '../classify.js';
import { read } from '../facts.js';
import type { Failure } from '../rule.js';
import type { Capability } from '../subject.js';
import { lookAt, placeOf, reachesPeer, stepAt, type Look, type Watched } from './looks.js';

export interface Scene {
  readonly script: Script;
  readonly trace: Trace;
  /** In the order in which they come. The last is where the rules fail. */
  readonly looks: readonly Look[];
  readonly watched: Watched;
}

/** What is known of the subject, beyond its trace. */
export interface SceneOptions {
  readonly capabilities: readonly Capability[];
  readonly anyReset: boolean;
}

/** The steps that tell of a choice. */
export function sceneOfChoice(script: Script, trace: Trace, choice: ChoiceName, options: SceneOptions): Scene {
  const watched = {
    size: options.capabilities.includes('exact-size'),
    sizesInCallbacks: choice === 'sizeFalls',
    wire: true,
    limits: false,
    eof: false,
    rest: false,
    anyReset: options.anyReset,
  };
  const told = toldBefore(trace, choice, [trace.steps.length]).filter(
    (path, index, all) => !all.slice(index + 1).some((later) => isInside(later, path)),
  );
  // What only the whole of it tells is seen by looking at each step.
  const looks = told.length > 0 ? told : trace.steps.slice(1).map((_, at) => [at + 1]);
  return { script, trace, looks: looks.map((path) => lookAt(trace, path, watched)), watched };
}

export function sceneOf(given: Script, trace: Trace, failures: readonly Failure[], options: SceneOptions): Scene {
  const [failure] = failures as readonly [Failure, ...Failure[]];
  const path = failure.path.length === 0 ? [trace.steps.length - 1] : failure.path;
  const step = stepAt(trace, path);
  // What comes after it shows nothing.
  const script = { ...given, stimuli: given.stimuli.slice(0, path[0]) };
  const watched: Watched = {
    size: options.capabilities.includes('exact-size'),
    sizesInCallbacks:
      options.capabilities.includes('exact-size') &&
      failures.some((one) => one.path.length > 0 && one.path.length % 2 === 0),
    wire: reachesPeer(script) && script.stimuli.every((one) => one.do !== 'peer_reset'),
    limits: failures.some(({ rule }) => rule.id.startsWith('limits/')),
    eof: false,
    rest: step.restless === true,
    anyReset: options.anyReset,
  };
  const earlier = failures.flatMap(({ rule }) =>
    rule.choice === undefined ? [] : toldBefore(trace, rule.choice, path),
  );
  return { script, trace, looks: [...earlier, path].map((one) => lookAt(trace, one, watched)), watched };
}

/** The scene looked at closely enough that each of the others is told from it; null where no look is. */
export function telling(scene: Scene, others: readonly Trace[]): Scene | null {
  const { watched } = scene;
  // Where sizes hold framing, those of an honest transport are not known.
  const closer = { ...watched, sizesInCallbacks: watched.size };
  const all = { ...closer, limits: true, eof: true };
  const steps = everyStep(scene);
  const ladder = [
    scene,
    again(scene, closer),
    again(scene, all),
    again({ ...scene, looks: steps }, watched),
    again({ ...scene, looks: steps }, all),
  ];
  return ladder.find((one) => others.every((other) => tellsFrom(one, other))) ?? null;
}

function again({ script, trace, looks }: Scene, watched: Watched): Scene {
  return { script, trace, watched, looks: looks.map(({ path }) => lookAt(trace, path, watched)) };
}

/** Each step up to the last that is looked at, but for those around it. */
function everyStep({ trace, looks, watched }: Scene): readonly Look[] {
  const last = looks.at(-1) as Look;
  const before = Array.from({ length: last.path[0] as number }, (_, at) => lookAt(trace, [at], watched));
  return [...before, last];
}

/** Whether another trace of the same script would be told from this one by what the program looks at. */
function tellsFrom({ looks, watched, trace }: Scene, other: Trace): boolean {
  const [own, others] = [byKind(trace), byKind(other)];
  return looks.some(({ path }) => {
    try {
      return lookAt(others, path, watched).seen !== lookAt(own, path, watched).seen;
    } catch {
      return true; // it has no such step
    }
  });
}

/** With the kind of each exception in the place of its class, which only a language has. */
function byKind(trace: Trace): Trace {
  return JSON.parse(JSON.stringify(trace), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'kind' in value && 'message' in value
      ? { ...value, type: value.kind }
      : value,
  ) as Trace;
}

/** The steps before one that told of a choice, none of them around it: a contradiction takes two. */
function toldBefore(trace: Trace, choice: ChoiceName, path: readonly number[]): readonly (readonly number[])[] {
  const until = placeOf(path);
  const found = new Map<string, readonly number[]>();
  read(trace, classify, (name) => CHOICES[name].values, {
    step: ({ told }, at) => {
      if (told.some((one) => one.choice === choice) && isBefore(at, until)) found.set(at.join(), [...at]);
    },
    callback: ({ told }, at) => {
      const step = placeOf(at);
      if (told.some((one) => one.choice === choice) && isBefore(step, until)) found.set(step.join(), [...step]);
    },
  });
  return [...found.values()];
}

function isInside(one: readonly number[], other: readonly number[]): boolean {
  return one.length > other.length && other.every((place, index) => place === one[index]);
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, place] of one.entries()) {
    const there = other[index];
    if (there === undefined || place > there) return false;
    if (place < there) return true;
  }
  return false;
}
