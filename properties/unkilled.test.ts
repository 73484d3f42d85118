/**
 * Rules that no mutant can be killed by (UNKILLED in conformance/coverage/kills-page.ts) are not idle: each fails on a
 * trace that was altered by hand, as a harness or a stranger transport might show it, or in a narrower profile.
 */
import { expect, test } from '@jest/globals';
import type { Callback, Script, Step, Trace } from '../machines/alphabet.js';
import { dialect, PROFILES, type Profile } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { UNKILLED } from '../conformance/coverage/kills-page.js';
import { Judge } from '../conformance/judge.js';
import { RULES } from '../conformance/rules/index.js';

interface Shown {
  readonly script: Script;
  readonly profile?: Profile;
  /** The trace of the model, altered; as it came, where nothing is given. */
  alter?(steps: readonly Step[]): readonly Step[];
}

const script = (stimuli: Script['stimuli']): Script => ({ stimuli, reactions: [], keepOpen: false });
const changed = (steps: readonly Step[], at: number, change: Partial<Step>): readonly Step[] =>
  steps.with(at, { ...(steps[at] as Step), ...change });
const REFUSED = { kind: 'state', type: 'RuntimeError', message: '' } as const;
const refusing = (call: Callback): Callback => ({
  ...call,
  steps: call.steps.map((step) => ({ ...step, raised: REFUSED })),
});
const CALL: Callback = { name: 'resume_writing', size: 2, arrived: 6, steps: [] };
const limits = { do: 'set_write_buffer_limits', high: 4, low: 2 } as const;
const write = { do: 'write', n: 8, kind: 'bytes' } as const;

const SHOWN: Readonly<Record<string, Shown>> = {
  'limits/one-low-for-high': {
    script: script([{ do: 'set_write_buffer_limits', high: 100 }]),
    profile: PROFILES.cpython,
  },
  'flow-control/quiet-calls': {
    script: script([limits, write, { do: 'drain', n: 6 }]),
    alter: (steps) =>
      changed(steps, 3, { calls: [CALL], wire: [[0, 6]], after: { ...(steps[3] as Step).after, size: 2 } }),
  },
  'buffer/handed-before-the-callback': {
    script: script([write, { do: 'drain', n: 3 }, limits]),
    alter: (steps) =>
      changed(steps, 3, {
        calls: [{ name: 'pause_writing', size: 5, arrived: 0, steps: [] }],
        wire: [[0, 3]],
        after: { ...(steps[3] as Step).after, size: 5 },
      }),
  },
  'buffer/arrives-into-room': {
    script: script([write, { do: 'drain', n: 2 }]),
    alter: (steps) => changed(steps, 3, { wire: [[0, 3]], after: { ...(steps[3] as Step).after, size: 5 } }),
  },
  'robustness/calls-in-the-loss-one-way': {
    script: {
      ...script([{ do: 'close' }]),
      reactions: [{ on: 'connection_lost', times: 1, do: [{ do: 'write_eof' }] }],
    },
    profile: { callsInLoss: ['as-closed'] },
    alter: (steps) => changed(steps, 2, { calls: (steps[2] as Step).calls.map(refusing) }),
  },
  'eof/once': {
    script: script([{ do: 'write_eof' }, { do: 'settle' }]),
    alter: (steps) => changed(steps, 2, { wire: ['eof'] }),
  },
};

test('each of them is shown here, and no other', () => {
  expect(Object.keys(SHOWN).sort()).toEqual(Object.keys(UNKILLED).sort());
});

test.each(Object.entries(SHOWN))('%s fails', (id, { script: one, profile = {}, alter = (steps) => steps }) => {
  const trace: Trace = runModel(one, dialect({}, { highOnly: 'other' }));
  const failing = new Judge(RULES, profile).judge({ steps: alter(trace.steps) }).map(({ rule }) => rule.id);
  expect(failing).toContain(id);
});
