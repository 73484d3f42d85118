/**
 * The sequence diagram tells all that the table tells, keeps to its paper, and tells the call from the loop.
 */
import { describe, expect, test } from '@jest/globals';
import type { Script } from '../../machines/alphabet.js';
import { dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { replayText, type Replayed } from './replay.js';
import { paper, rule, SCRIPT } from './samples.js';
import { NARROWEST_SEQUENCE, sequenceLines } from './sequence.js';

const script: Script = {
  stimuli: [
    ...SCRIPT.stimuli.slice(0, 2),
    { do: 'tamper', how: 'edit' },
    { do: 'drain', n: { to: 'zero', plus: 0 } },
    { do: 'settle' },
    { do: 'peer_data', n: 5 },
  ],
  reactions: [
    { on: 'resume_writing', times: 1, do: [{ do: 'write', n: 0, kind: 'wrong' }, { do: 'write_eof' }] },
    { on: 'data_received', times: 1, do: [], raises: true },
  ],
  keepOpen: false,
};
const trace = runModel(script, dialect());
const lines = sequenceLines(paper(), trace);

describe('the sequence diagram', () => {
  test('a callback in the call has a whole line, one while the loop settles a dashed one', () => {
    expect(lines.find((line) => line.includes('pause_writing()'))).toMatch(/│<─ pause_writing\(\) ─+┤ 65 buffered +│$/);
    expect(lines.find((line) => line.includes('resume_writing()'))).toMatch(/│<┄ resume_writing\(\) ┄+┤ +│$/);
  });

  test('calls go from the caller, what is done to the wire from the peer, and bytes to it', () => {
    expect(lines.find((line) => line.includes('write(65)'))).toMatch(/^2 +├── write\(65\) ─+>│ +│$/);
    expect(lines.find((line) => line.includes('drain(65)'))).toMatch(/^4 +│ +│<─ drain\(65\) ─+┤$/);
    expect(lines.find((line) => line.includes('bytes 0 to 64'))).toMatch(/├┄┄ bytes 0 to 64 ┄+>│$/);
  });

  test('what is done inside a callback stands within it', () => {
    const at = lines.findIndex((line) => line.includes('resume_writing()'));
    expect(lines[at + 1]).toMatch(/^5\.1 +│ ├── write\(wrong type\) ─+>│/);
    expect(lines.slice(at).find((line) => line.includes('raises'))).toMatch(/│ │<─ raises type ─+┤/);
  });

  test('a rule that fails stands where it does', () => {
    const failure = { rule: rule('flow-control/of-a-step'), expected: 'x', seen: 'y', path: [2] };
    const marked = sequenceLines(paper(), trace, [failure]);
    const at = marked.findIndex((line) => line.includes('✗ flow-control/of-a-step'));
    expect(marked[at + 1]).toMatch(/^3 /);
    expect(marked).toHaveLength(lines.length + 1);
  });

  test('every line keeps to the paper, and the transport’s line is whole', () => {
    for (const width of [NARROWEST_SEQUENCE, 80, 100]) {
      const drawn = sequenceLines(paper(width), trace).slice(1, -1);
      expect(drawn.filter((line) => line.length > width)).toEqual([]);
      const at = drawn[0]?.indexOf('├┄ connect') ?? -1;
      expect(drawn.filter((line) => !'│├┤'.includes(line.charAt(at)))).toEqual([]);
    }
  });

  test('a paper too narrow for it has the table', () => {
    const about = { subject: { name: 's', version: 'v' }, profile: 'contract', script, trace, failures: [], exit: 0 };
    expect(replayText(paper(60), about as Replayed)).toContain('Stimulus');
    expect(replayText(paper(80), about as Replayed)).toContain('transport');
  });
});
