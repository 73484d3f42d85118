/**
 * The ways in which a script becomes shorter by doing something elsewhere: inside a callback, outside of it, or at once.
 * Part of reductions.ts, which asks whether what comes of it is simpler.
 */
import {
  CALLBACKS,
  UPPER,
  type Reaction,
  type Script,
  type Stimulus,
  type UpperStimulus,
} from '../machines/alphabet.js';
import { LARGEST } from '../machines/sizes.js';

/** Ways that are too many for a long script are for those that have been made short. */
export const SHORT = 12;

export function* rearranged(script: Script): Generator<Script, void> {
  yield* hoisted(script);
  yield* reacted(script);
  yield* drainedAtOnce(script);
  yield* echoed(script);
}

/** What a reaction does, done outside of any callback. */
function* hoisted(script: Script): Generator<Script, void> {
  const { stimuli } = script;
  for (const [i, reaction] of script.reactions.entries()) {
    const reactions = script.reactions.toSpliced(i, 1);
    for (let at = 0; at <= stimuli.length; at++) {
      yield { ...script, reactions, stimuli: stimuli.toSpliced(at, 0, ...reaction.do) };
    }
  }
}

/** What follows a rest, or anything else, done in a callback that may come before it. */
function* reacted(script: Script): Generator<Script, void> {
  const { stimuli, reactions } = script;
  const rest = stimuli.findIndex(({ do: name }) => name === 'settle');
  const before = stimuli.slice(0, rest).filter(isUpper);
  // The connection is settled when it is made: what is called then has come to rest by the first stimulus.
  if (before.length === rest && rest > 0 && rest < SHORT && !reactions.some(({ on }) => on === 'connection_made')) {
    const reaction = { on: 'connection_made', times: 1, do: before } as const;
    yield { ...script, stimuli: stimuli.slice(rest + 1), reactions: [...reactions, reaction] };
  }
  for (let i = 1; i < Math.min(stimuli.length, SHORT); i++) {
    const stimulus = stimuli[i] as Stimulus;
    if (!isUpper(stimulus)) continue;
    const others = stimuli.toSpliced(i - 1, 2);
    for (const on of CALLBACKS) {
      const at = reactions.findIndex((reaction) => reaction.on === on);
      const known = reactions[at];
      const reaction: Reaction = known ? { ...known, do: [...known.do, stimulus] } : { on, times: 1, do: [stimulus] };
      yield { ...script, stimuli: others, reactions: known ? reactions.with(at, reaction) : [...reactions, reaction] };
    }
  }
}

/**
 * Of a call that is made several times, all but the first in a callback; and all from some point on left out, for the call
 * made in a callback as often, with room enough. What a script brings about by waiting, a reaction brings about at once.
 */
function* echoed(script: Script): Generator<Script, void> {
  const { stimuli, reactions } = script;
  if (stimuli.length < 4 || stimuli.length > SHORT) return;
  const free = CALLBACKS.filter((on) => reactions.every((reaction) => reaction.on !== on));
  const keys = stimuli.map((stimulus) => JSON.stringify(stimulus));
  for (const [first, stimulus] of stimuli.entries()) {
    if (!isUpper(stimulus) || keys.indexOf(keys[first] as string) < first) continue;
    const times = keys.filter((key) => key === keys[first]).length;
    if (times > 1) {
      const once = stimuli.filter((_one, i) => i === first || keys[i] !== keys[first]);
      for (const on of free) {
        yield { ...script, stimuli: once, reactions: [...reactions, { on, times: times - 1, do: [stimulus] }] };
      }
    }
    for (let end = 1; end <= keys.lastIndexOf(keys[first] as string); end++) {
      const kept = stimuli.slice(0, end);
      const drain = kept.findLastIndex((one) => one.do === 'drain');
      const roomy = drain < 0 ? kept : kept.with(drain, { do: 'drain', n: LARGEST });
      for (const on of free) {
        yield { ...script, stimuli: roomy, reactions: [...reactions, { on, times, do: [stimulus] }] };
      }
    }
  }
}

/** All the room that later drains make, and more, at the first of them. */
function* drainedAtOnce(script: Script): Generator<Script, void> {
  const { stimuli } = script;
  const drains = [...stimuli.keys()].filter((i) => stimuli[i]?.do === 'drain').slice(0, SHORT);
  for (const [n, i] of drains.entries()) {
    for (const later of drains.slice(n + 1)) {
      yield { ...script, stimuli: stimuli.with(i, { do: 'drain', n: LARGEST }).toSpliced(later, 1) };
    }
  }
}

function isUpper(stimulus: Stimulus): stimulus is UpperStimulus {
  return (UPPER as readonly string[]).includes(stimulus.do);
}
