/**
 * The small world: the boundary stimuli of which every script is made, and what of them a subject can do. A fixed list,
 * told in docs/exhaustive.md: whoever changes it changes what a guarantee means.
 */
import { CALLBACKS, type Script, type Stimulus, type UpperStimulus } from '../machines/alphabet.js';
import { needs, type Capability } from '../conformance/subject.js';
import type { World } from './tree.js';

const HIGH = { to: 'high', plus: 0 } as const;
const BYTE = { n: 1, kind: 'bytes' } as const;

const STIMULI: readonly Stimulus[] = [
  { do: 'write', n: 0, kind: 'bytes' },
  { do: 'write', n: 1, kind: 'bytes' },
  { do: 'write', n: { to: 'high', plus: -1 }, kind: 'bytes' },
  { do: 'write', n: HIGH, kind: 'bytes' },
  { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
  { do: 'write', n: 1, kind: 'bytearray' },
  { do: 'write', n: 1, kind: 'wide' },
  { do: 'write', n: 0, kind: 'wrong' },
  { do: 'writelines', items: [], as: 'list' },
  { do: 'writelines', items: [{ n: HIGH, kind: 'bytes' }, BYTE], as: 'list' },
  { do: 'writelines', items: [BYTE, { n: 0, kind: 'wrong' }], as: 'list' },
  { do: 'writelines', items: [BYTE, BYTE], as: 'generator' },
  { do: 'writelines', items: [], as: 'not-iterable' },
  { do: 'write_eof' },
  { do: 'close' },
  { do: 'abort' },
  { do: 'set_write_buffer_limits' },
  { do: 'set_write_buffer_limits', high: 0 },
  { do: 'set_write_buffer_limits', high: 2, low: 1 },
  { do: 'set_write_buffer_limits', high: -1 },
  { do: 'set_write_buffer_limits', high: { at: 'size', plus: 0 } },
  { do: 'set_write_buffer_limits', low: { at: 'size', plus: 0 } },
  { do: 'tamper', how: 'edit' },
  { do: 'tamper', how: 'clear' },
  { do: 'drain', n: 1 },
  { do: 'drain', n: { to: 'low', plus: 1 } },
  { do: 'drain', n: { to: 'low', plus: 0 } },
  { do: 'drain', n: { to: 'zero', plus: 0 } },
  { do: 'peer_data', n: 1 },
  { do: 'peer_eof' },
  { do: 'peer_reset' },
  { do: 'settle' },
];

const INSIDE: readonly UpperStimulus[] = [
  { do: 'write', ...BYTE },
  { do: 'write', n: HIGH, kind: 'bytes' },
  { do: 'writelines', items: [{ n: HIGH, kind: 'bytes' }, BYTE], as: 'list' },
  { do: 'write_eof' },
  { do: 'close' },
  { do: 'abort' },
  { do: 'set_write_buffer_limits', high: 0 },
];

/** Where the wire cannot be drained by so many bytes, it is opened and stalled. */
const COARSE: readonly Stimulus[] = [{ do: 'drain', n: 'all' }, { do: 'stall' }];

/** All of it that a subject with these capabilities can be given, with at most one reaction in a script. */
export function smallWorld(capabilities: readonly Capability[]): World {
  const stimuli = capabilities.includes('exact-drain') ? STIMULI : [...STIMULI, ...COARSE];
  return worldOf(stimuli, INSIDE, capabilities, { reactions: 1, most: 1, times: 1, raises: 'alone' });
}

/** A world of these stimuli, without what a subject with these capabilities cannot be given. */
export function worldOf(
  stimuli: readonly Stimulus[],
  inside: readonly UpperStimulus[],
  capabilities: readonly Capability[],
  limits: Pick<World, 'reactions' | 'most' | 'times' | 'raises'>,
): World {
  const able = (script: Partial<Script>) =>
    [...needs({ stimuli: [], reactions: [], keepOpen: false, ...script })].every((one) => capabilities.includes(one));
  const mayRaise = able({ reactions: [{ on: 'connection_made', times: 1, do: [], raises: true }] });
  return {
    ...limits,
    stimuli: stimuli.filter((stimulus) => able({ stimuli: [stimulus] })),
    inside: inside.filter((stimulus) => able({ stimuli: [stimulus] })),
    callbacks: CALLBACKS.filter((on) => able({ reactions: [{ on, times: 1, do: [] }] })),
    raises: mayRaise ? limits.raises : 'never',
  };
}
