/**
 * What a run covered of what its subject can be driven through, as the report tells it; and what is still to be driven.
 * It compares two sets, what was passed (tally.ts) and what can be reached (machines/reach.ts), and runs nothing.
 */
import { STIMULI, type Stimulus, type StimulusName } from '../machines/alphabet.js';
import type { Dialect } from '../machines/choices.js';
import { cellOfTriple, codesOf, KINDS, nameOf, type Codes, type Kind } from '../machines/coverage.js';
import type { Means } from '../machines/reach.js';
import { needs, type Capability } from './subject.js';
import type { Coverage, Covered } from './verdict.js';

/** What is still to be covered, with what is known of the subject by then. */
export interface Wanted {
  readonly reachable: Codes;
  /** What of it was not passed yet. */
  readonly codes: Codes;
  readonly dialect: Dialect;
  /** The limits at the start, in bytes. */
  readonly low: number;
  readonly high: number;
  readonly capabilities: readonly Capability[];
}

/** What a tester can do to a subject of these capabilities. */
export function meansOf(capabilities: readonly Capability[]): Means {
  const able = (stimulus: Stimulus): boolean =>
    [...needs({ stimuli: [stimulus], reactions: [], keepOpen: false })].every((need) => capabilities.includes(need));
  return {
    stimuli: new Set(STIMULI.filter((name) => able(PLAINEST[name]))),
    exact: capabilities.includes('exact-drain'),
    wrong: capabilities.includes('wrong-chunks'),
    wide: capabilities.includes('wide-chunks'),
    raising: capabilities.includes('loop-errors'),
  };
}

/** What can be reached and was not passed; null when that is nothing. */
export function missing(reachable: Codes, passed: Codes): Codes | null {
  const codes = reachable.map((can, code) => (can === 1 && passed[code] !== 1 ? 1 : 0));
  return codes.includes(1) ? codes : null;
}

/** The kinds that codes have. What was passed can be reached, whatever the walk of the small world says. */
export function coverChart(reachable: Codes, passed: Codes): Pick<Coverage, Kind | 'followed'> {
  const all = reachable.map((can, code) => can | (passed[code] as number));
  const cover = (kind: Kind): Covered => {
    const codes = codesOf(kind, all);
    const left = codes.filter((code) => passed[code] !== 1);
    return { covered: codes.length - left.length, total: codes.length, missing: left.map(nameOf) };
  };
  return {
    cells: cover('cells'),
    followed: followed(all, passed),
    transitions: cover('transitions'),
    triples: cover('triples'),
  };
}

function followed(all: Codes, passed: Codes): NonNullable<Coverage['followed']> {
  const cells = new Map(codesOf('cells', all).map((cell) => [cell, [0, 0] as [number, number]]));
  for (const triple of codesOf('triples', all)) {
    const counts = cells.get(cellOfTriple(triple));
    if (counts === undefined) continue;
    counts[1]++;
    if (passed[triple] === 1) counts[0]++;
  }
  return Object.fromEntries([...cells].map(([cell, counts]) => [nameOf(cell), counts]));
}

/** Names, and which of them are covered. */
export function coverNames(names: readonly string[], isCovered: (name: string, index: number) => boolean): Covered {
  const left = names.filter((name, index) => !isCovered(name, index));
  return { covered: names.length - left.length, total: names.length, missing: left };
}

/** The kinds that are covered by less than a threshold in percent, if there is one. */
export function shortOf(coverage: Coverage, threshold: number | undefined): readonly Kind[] {
  if (threshold === undefined) return [];
  return KINDS.filter((kind) => coverage[kind].covered * 100 < threshold * coverage[kind].total);
}

/** One stimulus of each name, of the kind that asks least of a subject. */
const PLAINEST: { readonly [N in StimulusName]: Stimulus } = {
  write: { do: 'write', n: 1, kind: 'bytes' },
  writelines: { do: 'writelines', items: [], as: 'list' },
  write_eof: { do: 'write_eof' },
  close: { do: 'close' },
  abort: { do: 'abort' },
  set_write_buffer_limits: { do: 'set_write_buffer_limits' },
  tamper: { do: 'tamper', how: 'edit' },
  drain: { do: 'drain', n: 'all' },
  stall: { do: 'stall' },
  peer_data: { do: 'peer_data', n: 1 },
  peer_eof: { do: 'peer_eof' },
  peer_reset: { do: 'peer_reset' },
  settle: { do: 'settle' },
};
