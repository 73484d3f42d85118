/**
 * Every disagreement that agreement() has found between the judges (found.ts), as a trace that both must now see alike: by
 * which rule it is refused, or that it is allowed. Each was mended where it was wrong; none may come back. And agreement()
 * itself: that it counts, and that it would say so if they disagreed.
 */
import { describe, expect, test } from '@jest/globals';
import type { Script, Step, Trace } from '../machines/alphabet.js';
import { CHOICE_NAMES, dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { profileFor } from '../conformance/declared.js';
import { Judge } from '../conformance/judge.js';
import { consult, possibleIn } from '../conformance/oracle.js';
import { refuses } from '../conformance/refuses.js';
import { RULES } from '../conformance/rules/index.js';
import { ALL_CAPABILITIES, type Subject } from '../conformance/subject.js';
import { agreement, MODEL, sourceOf } from './agreement.js';
import { FOUND, traceOf } from './found.js';

const ANY = possibleIn({});
const ASYNCIO = profileFor({}, ['asyncio-ends']);

describe('a disagreement of old', () => {
  const judges = [new Judge(RULES, {}), new Judge(RULES, ASYNCIO)] as const;

  test.each(FOUND.map((found) => [found.what, found] as const))('%s', (_what, found) => {
    const { script: given, choices, rule, ofAsyncio } = found;
    const own = dialect({}, choices);
    const plain = runModel(given, own);
    // What the model does in a dialect is told so: in a profile of that dialect alone no rule fails. (One whose size falls
    // when a send is complete hides when it tries the wire.)
    if (own.sizeFalls !== 'when-sent') {
      const held = new Judge(RULES, Object.fromEntries(CHOICE_NAMES.map((name) => [name, [own[name]]])));
      expect(held.judge(plain)).toEqual([]);
    }
    const trace = traceOf(found) as Trace;
    expect(trace).not.toBeNull();
    expect(consult(trace, ANY).allows).toBe(!refuses(judges[0].judge(trace)));
    expect(consult(trace, possibleIn(ASYNCIO)).allows).toBe(!refuses(judges[1].judge(trace)));
    const failures = judges[ofAsyncio ? 1 : 0].judge(trace);
    if (rule === null) expect(failures.map((failure) => failure.rule.id)).toEqual([]);
    else expect(failures.map((failure) => failure.rule.id)).toContain(rule);
  });
});

describe('agreement()', () => {
  const able = (run: Subject['run'], name = 'a subject'): Subject => ({
    name,
    version: name,
    capabilities: ALL_CAPABILITIES,
    run,
  });
  const model = (scripts: readonly Script[]): readonly Trace[] => scripts.map((one) => runModel(one, dialect()));

  test('counts what both allow and what both refuse, and as many altered traces as plain ones', async () => {
    const mute = able((scripts) =>
      model(scripts).map(({ steps: [first, ...rest] }) => ({ steps: [{ ...(first as Step), calls: [] }, ...rest] })),
    );
    const { sources, partings, faults, complete } = await agreement({
      sources: [MODEL, sourceOf(mute)],
      traces: 400,
      seed: 3,
    });
    expect(sources.map(({ source, altered: isAltered }) => [source, isAltered])).toEqual([
      ['model', false],
      ['model', true],
      ['a subject', false],
      ['a subject', true],
    ]);
    expect(sources[0]).toMatchObject({ refused: 0, disagreed: 0 });
    expect(sources[2]).toMatchObject({ allowed: 0, disagreed: 0 });
    expect(sources[0]?.allowed).toBeGreaterThanOrEqual(100);
    expect(sources[2]?.refused).toBeGreaterThanOrEqual(100);
    expect((sources[1]?.allowed ?? 0) + (sources[1]?.refused ?? 0)).toBeGreaterThan(90);
    expect({ partings, faults, complete }).toEqual({ partings: [], faults: 0, complete: true });
  });

  test('is the same again with the same seed', async () => {
    const options = { sources: [MODEL], traces: 200, seed: 4 };
    expect(await agreement(options)).toEqual(await agreement(options));
  });

  test('does not count scripts at which the harness failed, and ends where it only fails', async () => {
    const broken = able((scripts) => scripts.map(() => ({ fault: 'No.' })));
    const result = await agreement({ sources: [sourceOf(broken)], traces: 200, seed: 5 });
    expect(result).toMatchObject({ complete: false, faults: 50, partings: [] });
    expect(result.sources[0]).toMatchObject({ allowed: 0, refused: 0, disagreed: 0 });
  });

  test('stops when told, and tells how far it is', async () => {
    const told: number[] = [];
    const { complete } = await agreement({
      sources: [MODEL],
      traces: 1_000,
      seed: 6,
      stop: () => told.length === 2,
      onProgress: (done) => told.push(done),
    });
    expect(complete).toBe(false);
    expect(told).toEqual([100, 200]);
  });
});
