/**
 * The true minimum: how short a script can be at which a rule fails, found by running every shorter one there is. What a
 * minimiser answers is held against it. It takes no shortcut that could miss a script of its world; see tree.ts.
 */
import { UPPER, type Script, type Stimulus, type UpperStimulus } from '../machines/alphabet.js';
import { LARGEST } from '../machines/sizes.js';
import { isTrace, type Result, type Subject } from '../conformance/subject.js';
import { boundaryStimuli, everyBoundary } from './boundary.js';
import { lengthOf } from '../conformance/length.js';
import { sightOf } from './exhaustive.js';
import { ScriptTree, type World } from './tree.js';
import { worldOf } from './world.js';

export interface Goal {
  readonly subject: Subject;
  /** The ids of all rules that fail on what was seen: what fails by another rule is not looked at any further. */
  readonly judge: (script: Script, result: Result) => readonly string[];
  /** What must fail: a rule, and what else is held against it. */
  readonly ids: readonly string[];
}

export interface Shortest {
  /** The first that fails, of the shortest that do; null where none does. */
  readonly script: Script | null;
  /** Scripts run. */
  readonly run: number;
}

const BATCH = 256;

/** Runs every script of a world, up to so many stimuli, until the rule fails. */
export async function shortest({ subject, judge, ids }: Goal, world: World, depth: number): Promise<Shortest> {
  const tree = new ScriptTree(world, depth);
  let run = 0;
  for (let batch = tree.next(BATCH); batch.length > 0; batch = tree.next(BATCH)) {
    const results = await subject.run(batch.map(({ script }) => script));
    for (const [i, candidate] of batch.entries()) {
      const { script } = candidate;
      const result = results[i] as Result;
      const failing = judge(script, result);
      run++;
      if (isTrace(result) && failing.some((id) => ids.includes(id))) return { script, run };
      tree.saw(
        candidate,
        sightOf(result, failing, (trace) => judge(script, trace)),
      );
    }
  }
  return { script: null, run };
}

/** Every kind of stimulus is tried at every boundary up to here; beyond, those around what is known to fail. */
export const WIDE = 2;

export interface Minimum {
  /** The length of the shortest script known at which the rule fails. */
  readonly length: number;
  /** All scripts shorter than this were run, and the rule fails at none; the minimum is proved where it is the length. */
  readonly beyond: number;
  readonly run: number;
}

/** How short the known scripts could be: every shorter one is run, as long as it has at most `depth` stimuli. */
export async function minimumOf(goal: Goal, known: readonly Script[], depth: number): Promise<Minimum> {
  const best = Math.min(...known.map(lengthOf));
  const deepest = Math.min(best - 1, depth);
  const wide = await shortest(goal, wideWorld(goal.subject), Math.min(deepest, WIDE));
  const further =
    wide.script === null && deepest > WIDE
      ? await shortest(goal, worldAround(goal.subject, known), deepest)
      : { script: wide.script, run: 0 };
  const run = wide.run + further.run;
  if (further.script === null) return { length: best, beyond: deepest + 1, run };
  const length = lengthOf(further.script);
  return { length, beyond: length, run };
}

const REACTIONS = { reactions: 2, most: 2, times: 3, raises: 'also' } as const;

/** Every kind of stimulus at every boundary: for two or three stimuli, not for more. */
export function wideWorld({ capabilities }: Subject): World {
  const stimuli = everyBoundary();
  return worldOf(stimuli, stimuli.filter(isUpper), capabilities, REACTIONS);
}

/** The boundaries around scripts that are known to fail, and the plainest stimuli of every kind. */
export function worldAround({ capabilities }: Subject, scripts: readonly Script[]): World {
  const stimuli = unique([...PLAIN, ...scripts.flatMap(boundaryStimuli)]);
  return worldOf(stimuli, stimuli.filter(isUpper), capabilities, REACTIONS);
}

const PLAIN: readonly Stimulus[] = [
  { do: 'write', n: 1, kind: 'bytes' },
  { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' },
  { do: 'write_eof' },
  { do: 'close' },
  { do: 'abort' },
  { do: 'set_write_buffer_limits', high: 0 },
  { do: 'drain', n: 1 },
  { do: 'drain', n: { to: 'zero', plus: 0 } },
  { do: 'drain', n: LARGEST },
  { do: 'peer_data', n: 1 },
  { do: 'peer_eof' },
  { do: 'peer_reset' },
  { do: 'settle' },
];

function unique(stimuli: readonly Stimulus[]): Stimulus[] {
  return [...new Map(stimuli.map((stimulus) => [JSON.stringify(stimulus), stimulus])).values()];
}

function isUpper(stimulus: Stimulus): stimulus is UpperStimulus {
  return (UPPER as readonly string[]).includes(stimulus.do);
}
