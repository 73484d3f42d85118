/**
 * Where the chunks of a trace begin, by their offsets: a transport that sends one chunk at a time stops there.
 * Reads what was given; never what was seen.
 */
import type { Step, Trace } from '../machines/alphabet.js';

export function chunkStarts({ steps }: Trace): ReadonlySet<number> {
  const starts = new Set<number>();
  const visit = ({ stimulus, calls }: Step): void => {
    if (stimulus.do === 'write' || stimulus.do === 'writelines') {
      let { at } = stimulus;
      for (const { n } of stimulus.do === 'write' ? [stimulus] : stimulus.items) {
        starts.add(at);
        at += n;
      }
    }
    for (const call of calls) call.steps.forEach(visit);
  };
  steps.forEach(visit);
  return starts;
}
