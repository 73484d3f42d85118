/**
 * What the page knows, as signals, and what may be done to it. Every view derives from these; no view keeps a copy.
 * Runs the model itself; only a subject is asked elsewhere (socket.ts).
 */
import { batch, computed, signal } from '@preact/signals';
import { encode, decode, TokenError } from '../../conformance/token.js';
import type { CallbackName, Script, Stimulus, UpperStimulus } from '../../machines/alphabet.js';
import { dialect, PROFILES, type Dialect, type ProfileName } from '../../machines/choices.js';
import type { Evidence } from '../film/evidence.js';
import { filmOf, type Film, type Frame, type Level } from '../film/film.js';
import { levelOf } from '../film/placed.js';
import type { Lit } from '../film/lit.js';
import { GIVEN } from './given.js';
import { actors, watched } from './heard.js';

export type Mode = 'explore' | 'replay' | 'live';

const EMPTY: Script = { stimuli: [], reactions: [], keepOpen: false };
/** asyncio's own, in bytes. */
const LIMITS = { low: 16_384, high: 65_536 };

export const mode = signal<Mode>(GIVEN.opens);
export const profile = signal<ProfileName>(GIVEN.profile);

/** Explore: the script so far, and what was taken back of it. */
export const script = signal<Script>(GIVEN.script ?? EMPTY);
export const past = signal<readonly Script[]>([]);
export const future = signal<readonly Script[]>([]);
export const chosen = signal<Partial<Dialect>>({});
export const limits = signal(LIMITS);
/** What the subject did with the script, and why nothing came of it. */
export const answered = signal<Evidence | null>(null);
export const trouble = signal<string | null>(null);

/** Replay: all that there is to be seen, and which of it is. */
export const evidence = signal<readonly Evidence[]>(GIVEN.evidence);
export const which = signal(0);

/** Live: the last script of the run that goes on. */
export const passing = signal<Evidence | null>(null);

/** The place in the film. */
export const at = signal(0);
/** What a screen reader is told. */
export const said = signal('');

const replayed = computed(() => evidence.value[which.value] ?? null);

/** What is on the stage: the subject's trace, if there is one. */
export const current = computed<Evidence | null>(() => {
  if (mode.value === 'replay') return replayed.value;
  if (mode.value === 'live') return passing.value;
  const own = answered.value;
  return own !== null && own.script === script.value ? own : null;
});

export const choices = computed<Dialect>(() => {
  const base = PROFILES[current.value?.profile ?? profile.value];
  const own = mode.value === 'explore' ? chosen.value : {};
  return dialect(base, { ...current.value?.choices, ...own });
});

export const film = computed<Film>(() => {
  const shown = current.value;
  const first = shown?.trace.steps[0]?.stimulus;
  const { low, high } = first?.do === 'connect' ? first : limits.value;
  const playing = mode.value === 'explore' ? script.value : (shown?.script ?? null);
  if (playing === null && shown === null) return { frames: [], diverges: -1, isPaired: false };
  return filmOf({
    script: playing,
    choices: choices.value,
    low,
    high,
    readFirst: shown?.readFirst ?? true,
    evidence: shown,
  });
});

export const frame = computed<Frame | null>(() => {
  const { frames } = film.value;
  return frames[Math.min(at.value, frames.length - 1)] ?? null;
});

/** The actor of our own machine that is looked at, if one is. */
export const watchedActor = computed(() => {
  const actor = mode.value === 'live' ? actors.value.get(watched.value ?? '') : undefined;
  return actor?.isOurs ? actor : null;
});

/** The model's buffer. */
export const level = computed<Level | null>(() => {
  const actor = watchedActor.value;
  return actor === null ? (frame.value?.model?.level ?? null) : levelOf(actor.context);
});

/** Where the chart is: at the frame, or where an actor is that runs it. */
export const lit = computed<Lit | null>(() => watchedActor.value?.lit ?? frame.value?.lit ?? null);

export function goTo(place: number): void {
  const last = film.value.frames.length - 1;
  at.value = Math.max(0, Math.min(last, place));
  say();
}

export function openMode(next: Mode): void {
  batch(() => {
    mode.value = next;
    at.value = 0;
  });
  if (next === 'explore') toEnd();
  if (next === 'replay') goTo(Math.max(0, film.value.diverges));
}

export function open(place: number): void {
  which.value = place;
  openMode('replay');
}

/** One more stimulus; inside a callback where one is named. */
export function give(stimulus: Stimulus, inside: CallbackName | null): void {
  const { stimuli, reactions, keepOpen } = script.value;
  if (inside === null) return change({ stimuli: [...stimuli, stimulus], reactions, keepOpen });
  const upper = stimulus as UpperStimulus;
  const old = reactions.find(({ on }) => on === inside);
  const added = { on: inside, times: 1, do: [...(old?.do ?? []), upper] };
  change({ stimuli, keepOpen, reactions: [...reactions.filter((one) => one !== old), added] });
}

export function change(next: Script): void {
  batch(() => {
    past.value = [...past.value, script.value];
    future.value = [];
    script.value = next;
  });
  toEnd();
}

export function undo(): void {
  move(past, future);
}

export function redo(): void {
  move(future, past);
}

/** The token of the script, or why there is none. */
export const token = computed<{ readonly text: string; readonly isToken: boolean }>(() => {
  const playing = mode.value === 'explore' ? script.value : current.value?.script;
  if (!playing) return { text: 'This trace has no script.', isToken: false };
  const subject = current.value?.subject ?? GIVEN.subject?.name;
  try {
    const about = { script: playing, profile: current.value?.profile ?? profile.value };
    return { text: encode({ ...about, ...(subject !== undefined && { subject }) }), isToken: true };
  } catch (error) {
    if (error instanceof TokenError) return { text: error.message, isToken: false };
    throw error;
  }
});

/** Explores the script of a token. Answers why it cannot, or null. */
export function load(text: string): string | null {
  try {
    change(decode(text).script);
    return null;
  } catch (error) {
    if (error instanceof TokenError) return error.message;
    throw error;
  }
}

/** Takes what is on the stage as the beginning of an exploration. */
export function exploreThis(): void {
  const own = current.value?.script;
  if (!own) return;
  const like = current.value?.choices ?? {};
  batch(() => {
    mode.value = 'explore';
    chosen.value = like;
  });
  change(own);
}

function move(from: typeof past, to: typeof past): void {
  const next = from.value.at(-1);
  if (next === undefined) return;
  batch(() => {
    from.value = from.value.slice(0, -1);
    to.value = [...to.value, script.value];
    script.value = next;
  });
  toEnd();
}

/** To the last stimulus given; the settle that is always added stands after it. */
export function toEnd(): void {
  const wanted = `${script.value.stimuli.length}`;
  const place = film.value.frames.findLastIndex(({ label }) => label.split('.')[0] === wanted);
  goTo(place < 0 ? film.value.frames.length - 1 : place);
}

function say(): void {
  const now = frame.value;
  if (now === null) return;
  const side = now.subject ?? now.model;
  const seen = (side?.seen ?? []).map(
    ({ text, lane }) => `${text}${lane === 'call' ? ' during the call' : lane === 'settling' ? ' while settling' : ''}`,
  );
  const broken = now.broken.map(({ rule }) => `The rule ${rule} fails here.`);
  said.value = [`Step ${now.label}: ${now.text}.`, `${seen.join(', ') || 'Nothing seen'}.`, ...broken].join(' ');
}
