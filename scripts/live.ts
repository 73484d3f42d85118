/**
 * What a transport shows over a kernel, held against what the same class shows over fakes: scripts that mean the same on both, and
 * results without what a kernel has other words for. Runs nothing and judges nothing.
 */
import type { Result } from '../conformance/subject.js';
import type { Script, Stimulus } from '../machines/alphabet.js';
import { someScripts } from '../properties/corpus.js';

/** A kind of live transport of the Python agent, and the scripted kind that is the same class. */
export const LIVE_AND_SCRIPTED = [
  ['unix', 'scripted:socket'],
  ['tcp', 'scripted:socket'],
  ['pipe', 'scripted:pipe'],
  ['tls', 'scripted:tls'],
] as const;

/** Scripts with a wire that is only ever open or stalled, without what makes no sense there, or where a kernel differs. */
export function liveScripts(kind: string, seed: number, count: number): readonly Script[] {
  const isFit = FIT[kind] ?? (() => true);
  return someScripts(seed, count * 2, 20)
    .map((script) => ({ ...script, stimuli: script.stimuli.map(openOrStalled) }))
    .filter(isFit)
    .slice(0, count);
}

/** Without messages, and without the word that a kernel has for a connection that was reset. */
export function plain(result: Result): string {
  return JSON.stringify(result, (key, value: unknown) => (key === 'message' ? '' : (WORDS[String(value)] ?? value)));
}

const WORDS: Readonly<Record<string, string>> = { 'broken-pipe': 'reset', BrokenPipeError: 'ConnectionResetError' };

/**
 * A pipe sends nothing, and CPython's spins on after a wide chunk, so that what is heard of it depends on when the loop asks the
 * kernel. Shutting down a TCP connection that was reset fails. Under TLS a connection_made() that raises ends the connection in
 * one way or another, and some versions hang at a wide chunk.
 */
const FIT: Readonly<Record<string, (script: Script) => boolean>> = {
  pipe: (script) => !/"(wide|peer_data|peer_eof)"/.test(JSON.stringify(script)),
  subprocess: (script) => !/"(wide|peer_data|peer_eof)"/.test(JSON.stringify(script)),
  tcp: (script) => !/"peer_reset".*"write_eof"|"write_eof".*"peer_reset"/.test(JSON.stringify(script)),
  tls: (script) =>
    !JSON.stringify(script).includes('"wide"') &&
    !script.reactions.some(({ on, raises }) => on === 'connection_made' && raises),
};

function openOrStalled(stimulus: Stimulus, at: number): Stimulus {
  return stimulus.do !== 'drain' ? stimulus : at % 3 === 0 ? { do: 'stall' } : { do: 'drain', n: 'all' };
}
