/** The true minimum is found where it is known, and the campaign's scripts are as short. `npm run shortest` has them all. */
import { describe, expect, test } from '@jest/globals';
import { STIMULI, type Reaction, type Script, type Stimulus, type Trace } from '../machines/alphabet.js';
import { Judge } from '../conformance/judge.js';
import { RULES } from '../conformance/rules/index.js';
import { profileFor } from '../conformance/declared.js';
import { ALL_CAPABILITIES, isTrace, type Result, type Subject } from '../conformance/subject.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';
import { reference } from '../subjects/reference/subject.js';
import { ReferenceTransport } from '../subjects/reference/transport.js';
import { defineTransport, type Connect } from '../subjects/transport.js';
import { campaign } from './campaign.js';
import { lengthOf } from '../conformance/length.js';
import { minimumOf, shortest, wideWorld, worldAround } from './shortest.js';
import { worldOf } from './world.js';

const TO_HIGH = { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' } as const;
const BYTE = { do: 'write', n: 1, kind: 'bytes' } as const;
const DRAIN = { do: 'drain', n: { to: 'zero', plus: 0 } } as const;
const SETTLE = { do: 'settle' } as const;

/** The reference, wrong where only a certain script can show it. */
const PLANTED: readonly [string, Connect, { stimuli: readonly Stimulus[]; reactions?: readonly Reaction[] }][] = [
  [
    'a close inside pause_writing() is ignored',
    (parts) =>
      new (class extends ReferenceTransport {
        telling = false;
        protected override tell(callback: () => void): void {
          this.telling = this.paused;
          super.tell(callback);
          this.telling = false;
        }
        override close(): void {
          if (!this.telling) super.close();
        }
      })(parts),
    { stimuli: [TO_HIGH], reactions: [{ on: 'pause_writing', times: 1, do: [{ do: 'close' }] }] },
  ],
  [
    'the second pause is not told',
    (parts) =>
      new (class extends ReferenceTransport {
        pauses = 0;
        protected override maybePause(): void {
          if (!this.paused && this.isHigh(this.buffer.size) && ++this.pauses === 2) return;
          super.maybePause();
        }
      })(parts),
    { stimuli: [TO_HIGH, DRAIN], reactions: [{ on: 'resume_writing', times: 1, do: [TO_HIGH] }] },
  ],
  [
    'the second raise is swallowed',
    (parts) =>
      new (class extends ReferenceTransport {
        raised = 0;
        protected override tell(callback: () => void): void {
          try {
            callback();
          } catch (error) {
            if (++this.raised !== 2) this.loop.callExceptionHandler(error);
          }
        }
      })(parts),
    {
      stimuli: [],
      reactions: [
        { on: 'connection_made', times: 1, do: [{ do: 'abort' }], raises: true },
        { on: 'connection_lost', times: 1, do: [], raises: true },
      ],
    },
  ],
];

describe('the shortest script', () => {
  const inside = [BYTE, TO_HIGH, { do: 'close' }, { do: 'abort' }] as const;
  const world = worldOf([...inside, DRAIN, SETTLE], inside, ALL_CAPABILITIES, {
    reactions: 2,
    most: 2,
    times: 3,
    raises: 'also',
  });

  test.each(PLANTED)('where %s', async (_what, connect, known) => {
    const subject = defineTransport({ name: 'planted', version: 'planted', connect });
    const script: Script = { reactions: [], keepOpen: false, ...known };
    expect(differs(subject)(script)).toEqual(['differs']);
    const goal = { subject, judge: differs(subject), ids: ['differs'] };
    const found = await shortest(goal, world, lengthOf(script));
    expect(found.script).not.toBeNull();
    expect(lengthOf(found.script as Script)).toBe(lengthOf(script));
    const less = await shortest(goal, world, lengthOf(script) - 1);
    expect(less.script).toBeNull();
  });
});

test('a world around a script has all that is in it, and all kinds beside; a wide one has everything', () => {
  const script: Script = {
    stimuli: [{ do: 'set_write_buffer_limits', high: 65_536, low: 16_384 }, SETTLE],
    reactions: [{ on: 'pause_writing', times: 1, do: [{ do: 'write', n: 7, kind: 'wide' }] }],
    keepOpen: false,
  };
  const { stimuli, inside } = worldAround(reference(), [script]);
  expect(stimuli).toContainEqual(script.stimuli[0]);
  expect(inside).toContainEqual(script.reactions[0]?.do[0]);
  expect(inside).not.toContainEqual(SETTLE);
  const wide = wideWorld(reference());
  expect(new Set(wide.stimuli.map(({ do: name }) => name)).size).toBe(STIMULI.length);
});

describe('the campaign finds a script as short as can be of', () => {
  const some = MUTANTS.filter((_mutant, i) => i % Math.ceil(MUTANTS.length / 5) === 1);

  test.each(some.map((mutant) => [mutant.name, mutant] as const))('%s', async (_name, mutant) => {
    const subject = subjectOf(mutant);
    const judge = judgeOf();
    const id = mutant.killedBy;
    const { found } = await campaign({
      subject,
      judge: (script, result) => judge(script, result).filter((one) => one === id),
      seed: 1,
      runs: 1_000,
      first: RULES.map((rule) => rule.given),
    });
    const script = found.get(id);
    expect(script).toBeDefined();
    const { length } = await minimumOf({ subject, judge, ids: [id] }, [script as Script], 1);
    expect(lengthOf(script as Script)).toBe(length);
  });
});

function judgeOf(): (script: Script, result: Result) => readonly string[] {
  const judge = new Judge(RULES, profileFor({}, ALL_CAPABILITIES));
  return (_script, result) => (!isTrace(result) ? [] : judge.judge(result).map(({ rule }) => rule.id));
}

/** It fails where the reference does something else, at the same point. */
function differs(subject: Subject): (script: Script, result?: Result) => readonly string[] {
  return (script, result = (subject.run([script]) as readonly Result[])[0] as Trace) => {
    const { steps } = result as Trace;
    const right = ((reference().run([script]) as readonly Trace[])[0] as Trace).steps.slice(0, steps.length);
    return JSON.stringify(steps) === JSON.stringify(right) ? [] : ['differs'];
  };
}
