/**
 * A terminal that keeps what was said, for the tests of this folder. Nothing but a test imports it.
 */
import { paper } from '../conformance/report/samples.js';
import type { Terminal } from './terminal.js';

export interface FakeTerminal extends Terminal {
  readonly outs: string[];
  readonly errs: string[];
}

export function fakeTerminal(more: Partial<Terminal> = {}): FakeTerminal {
  const outs: string[] = [];
  const errs: string[] = [];
  return {
    paper: paper(),
    isWatched: false,
    errorWidth: 80,
    isLeft: () => false,
    out: (text) => void outs.push(text),
    err: (text) => void errs.push(text),
    flushed: async () => {},
    outs,
    errs,
    ...more,
  };
}
