/** What is counted of a trace: what every explanation of it passed through, as far as the oracle allows it, by name. */
import { expect, test } from '@jest/globals';
import type { Script, Step, Trace } from '../machines/alphabet.js';
import { dialect } from '../machines/choices.js';
import { codesOf, nameOf, type Kind } from '../machines/coverage.js';
import { runModel } from '../machines/model.js';
import { consult, possibleIn } from './oracle.js';
import { close, drain, inside, peerData, script, settle, toHigh, write, writeEof } from './rules/build.js';
import { Tally } from './tally.js';

const ANY = possibleIn({});
const traceOf = (given: Script): Trace => runModel(given, dialect());

function counted(kind: Kind, ...traces: readonly Trace[]): string[] {
  const tally = new Tally();
  for (const trace of traces) consult(trace, ANY, tally);
  return codesOf(kind, tally.codes).map(nameOf);
}

test('cells and triples are those of the stimuli, the settle that the driver adds included', () => {
  const trace = traceOf(script(write(toHigh(1)), close));
  expect(counted('cells', trace)).toEqual([
    'open x none x write',
    'paused x none x close',
    'closing.paused x none x settle',
  ]);
  expect(counted('triples', trace)).toEqual(['open x none x write, then close', 'paused x none x close, then settle']);
});

test('a script of one stimulus more counts what is new', () => {
  const trace = traceOf(script(write(1), writeEof, settle));
  expect(counted('cells', trace)).toEqual([
    'open x none x write',
    'open x none x write_eof',
    'open x pending x settle',
  ]);
  expect(counted('cells', trace, traceOf(script(close)))).toContain('open x none x close');
});

test('a callback is a place of its own: no triple leads into it, or out', () => {
  const trace = traceOf(inside('data_received', [write(1), close], script(peerData(1), settle, drain(1))));
  const triples = counted('triples', trace);
  expect(triples).toContain('open x none x write, then close');
  expect(triples.filter((name) => /settle, then (write|close)|(write|close), then (settle|drain)/.test(name))).toEqual(
    [],
  );
  expect(triples.some((name) => name.endsWith('x settle, then drain'))).toBe(true);
});

test('of a trace that is refused, what was passed up to the stimulus at which it is', () => {
  const trace = traceOf(script(write(1), close, write(1)));
  const steps = trace.steps.map((step, i): Step => (i === 2 ? { ...step, after: { ...step.after, size: 7 } } : step));
  expect(consult({ steps }, ANY).allows).toBe(false);
  expect(counted('cells', { steps })).toEqual(['open x none x write', 'open x none x close']);
  expect(counted('triples', { steps })).toEqual(['open x none x write, then close']);
  expect(counted('transitions', { steps }).filter((name) => name.includes('close'))).toEqual([]);
});

test('transitions are those of the chart, named by state, event and guard', () => {
  const names = counted('transitions', traceOf(script(write(toHigh(1)), drain(toHigh(1)), settle)));
  expect(names.filter((name) => name.startsWith('open: write'))).toHaveLength(1);
  expect(names.some((name) => name.startsWith('paused: settle'))).toBe(true);
});
