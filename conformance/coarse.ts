/**
 * A script for a wire that can only be opened and stalled, made of one that drains it by so many bytes: what comes nearest.
 * Scripts in, scripts out; nothing is run, and nothing promises that the two show the same.
 */
import type { Script, Stimulus } from '../machines/alphabet.js';

/** Each drain opens the wire, which is stalled again when the loop has turned. One of nothing is left out. */
export function coarse(script: Script): Script {
  const stimuli: Stimulus[] = [];
  let isOpen = false;
  for (const [i, stimulus] of script.stimuli.entries()) {
    if (stimulus.do === 'drain' && stimulus.n === 0) continue;
    const opens = stimulus.do === 'drain';
    stimuli.push(opens ? { do: 'drain', n: 'all' } : stimulus);
    isOpen ||= opens;
    if (!isOpen || stimulus.do !== 'settle' || i === script.stimuli.length - 1) continue;
    stimuli.push({ do: 'stall' });
    isOpen = false;
  }
  return { ...script, stimuli };
}
