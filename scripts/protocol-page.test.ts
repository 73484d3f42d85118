/**
 * docs/protocol.md is true: its exchange keeps to the published schema, and its skeleton is an agent.
 */
import { expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { protocolSchema } from '../conformance/schema/published.js';
import { processSubject } from '../subjects/process/index.js';
import { exchange } from './protocol-page.js';

jest.setTimeout(60_000);

const PAGE = readFileSync(join(__dirname, '..', 'docs', 'protocol.md'), 'utf8');
const schema = JSON.parse(protocolSchema()) as { $defs: object };
const part = (name: string) => z.fromJSONSchema({ ...schema, anyOf: undefined, $ref: `#/$defs/${name}` } as never);

test('the exchange keeps to the schema that is published', () => {
  const [request, answer] = [part('request'), part('answer')];
  for (const [from, message] of exchange()) {
    const isKnown = message['op'] !== 'dance';
    expect((from === '<-' ? request : answer).safeParse(message).success).toBe(isKnown);
  }
  expect(answer.safeParse({ op: 'trace', id: 1, case: 0, trace: { steps: [{}] } }).success).toBe(false);
});

const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;
(HAS_PYTHON ? test : test.skip)('the skeleton is an agent, whatever is printed beside it', async () => {
  const skeleton = /```python\n([^]*?)```/.exec(PAGE)?.[1] as string;
  const path = join(mkdtempSync(join(tmpdir(), 'plimsoll-')), 'agent.py');
  const own =
    "def run_script(script):\n    print('anything')\n    return {'fault': 'Not yet.'} if script['stimuli'] else 1 / 0\n";
  writeFileSync(path, `${own}${skeleton}`);
  const subject = await processSubject({ command: ['python3', path] });
  const scripts = [
    { stimuli: [], reactions: [], keepOpen: false },
    { stimuli: [{ do: 'close' }], reactions: [], keepOpen: false },
  ] as const;
  expect(await subject.run(scripts)).toEqual([
    { fault: "The agent failed with ZeroDivisionError('division by zero')." },
    { fault: 'Not yet.' },
  ]);
  await subject.close?.();
  expect([subject.name, subject.notes]).toEqual(['mine', []]);
});
