/** A campaign on the model: what it finds, that it draws the same each time, and what it makes of a harness that fails. */
import { describe, expect, test } from '@jest/globals';
import type { Script } from '../machines/alphabet.js';
import { dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { consult, possibleIn } from '../conformance/oracle.js';
import { ALL_CAPABILITIES, isTrace, needs, type Result, type Subject } from '../conformance/subject.js';
import type { Progress } from '../conformance/verdict.js';
import { campaign, type CampaignOptions } from './campaign.js';
import { lengthOf } from '../conformance/length.js';

/** The model as a subject: in a dialect that the profile `docs` does not allow. */
const exceeds: Subject = {
  name: 'model',
  version: 'the model that pauses when the size exceeds high',
  capabilities: ALL_CAPABILITIES,
  run: (batch) => batch.map((script) => runModel(script, dialect({}, { pausesWhen: 'exceeds' }))),
};

const docs = possibleIn({ pausesWhen: ['reaches'] });
const judge = (_script: Script, result: Result) =>
  !isTrace(result) || consult(result, docs).allows ? [] : ['flow-control/pauses-at-high'];

const OPTIONS: CampaignOptions = { subject: exceeds, judge, seed: 1, runs: 600 };

describe('a campaign', () => {
  test('finds the shortest script', async () => {
    const { cases, complete, found, faults } = await campaign(OPTIONS);
    expect({ cases, complete, faults }).toEqual({ cases: 600, complete: true, faults: [] });
    expect([...found]).toEqual([
      [
        'flow-control/pauses-at-high',
        { stimuli: [{ do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' }], reactions: [], keepOpen: false },
      ],
    ]);
  });

  test('draws the same however it is batched, and another for another seed', async () => {
    const draw = async (options: Partial<CampaignOptions>) => {
      const drawn: Script[] = [];
      const run = (batch: readonly Script[]) => (drawn.push(...batch), exceeds.run(batch));
      await campaign({ ...OPTIONS, ...options, judge: () => [], subject: { ...exceeds, run } });
      return drawn;
    };
    const drawn = await draw({});
    expect(drawn.length).toBe(600);
    for (const batch of [1, 7, 1_000]) expect(await draw({ batch })).toEqual(drawn);
    const first = [{ stimuli: [{ do: 'abort' }], reactions: [], keepOpen: false }] as const;
    expect(await draw({ first })).toEqual([...first, ...drawn]);
    expect(await draw({ runs: 300 })).toEqual(drawn.slice(0, 300));
    expect(await draw({ seed: 2 })).not.toEqual(drawn);
    expect(new Set(drawn.map((script) => JSON.stringify(script))).size).toBeGreaterThan(590);
  });

  test('answers for each rule, also for one that only a shorter script breaks', async () => {
    const { found } = await campaign({
      ...OPTIONS,
      judge: (script) => [...(lengthOf(script) > 3 ? ['long'] : []), ...(lengthOf(script) === 4 ? ['four'] : [])],
      runs: 20,
      maxStimuli: 30,
    });
    expect([...found].map(([id, script]) => [id, lengthOf(script)])).toEqual([
      ['long', 4],
      ['four', 4],
    ]);
  });

  test('tells how far it is', async () => {
    const told: Progress[] = [];
    await campaign({ ...OPTIONS, batch: 200, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([
      { phase: 'searching', done: 200, total: 600, violations: 1 },
      { phase: 'searching', done: 400, total: 600, violations: 1 },
      { phase: 'searching', done: 600, total: 600, violations: 1 },
      { phase: 'minimising', done: 0, total: 1, violations: 1 },
      { phase: 'minimising', done: 1, total: 1, violations: 1 },
    ]);
  });

  test('stops when told, with what it has', async () => {
    let batches = 0;
    const { cases, complete, found } = await campaign({ ...OPTIONS, batch: 100, stop: async () => ++batches > 2 });
    expect({ cases, complete }).toEqual({ cases: 200, complete: false });
    expect(lengthOf(found.get('flow-control/pauses-at-high') as Script)).toBeGreaterThan(0);
  });

  test('gives a subject nothing that it cannot do, not even while it minimises', async () => {
    const capabilities = ALL_CAPABILITIES.filter((one) => one !== 'mutable-chunks');
    const run = (batch: readonly Script[]) => {
      for (const script of batch) expect([...needs(script)]).not.toContain('mutable-chunks');
      return exceeds.run(batch);
    };
    await campaign({ ...OPTIONS, runs: 100, judge: () => ['any'], subject: { ...exceeds, capabilities, run } });
  });
});

describe('a harness that fails is no violation', () => {
  test('a script at which it fails is kept, the shortest for each message', async () => {
    const run = async (batch: readonly Script[]) =>
      batch.map((script) => (script.stimuli.length > 12 ? { fault: 'Too long.' } : runModel(script, dialect())));
    const { cases, found, faults, faulted } = await campaign({
      ...OPTIONS,
      judge: () => [],
      subject: { ...exceeds, run },
    });
    expect([cases, found.size, faults.length]).toEqual([600, 0, 1]);
    expect(faulted).toBeGreaterThan(100);
    expect(faults[0]).toMatchObject({ message: 'Too long.', script: { stimuli: { length: 13 } } });
  });

  test.each<[string, Subject['run'], string]>([
    [
      'throws',
      () => {
        throw new Error('It has no tongue.');
      },
      'The subject failed: It has no tongue.',
    ],
    ['rejects', () => Promise.reject(new Error('gone')), 'The subject failed: gone.'],
    ['answers too few', () => [], 'The subject answered 0 of 10 scripts.'],
  ])('one that %s has failed at all of the batch', async (_what, run, message) => {
    const { cases, faults, faulted } = await campaign({
      ...OPTIONS,
      judge: () => [],
      runs: 10,
      subject: { ...exceeds, run },
    });
    expect([cases, faulted, faults.map((fault) => fault.message)]).toEqual([10, 10, [message]]);
  });
});
