/**
 * `plimsoll run -- command` as its users meet it: exit codes, the command to replay, and what is said where an agent fails.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { lineSchema } from '../conformance/report/lines.js';
import { plimsoll, start } from './started.js';

jest.setTimeout(60_000);

const HONEST = ['--', 'node', 'test/agents/honest.mjs'];
const faulty = (way: string): string[] => ['--', 'node', 'test/agents/faulty.mjs', way];

test('an agent that keeps its word conforms', async () => {
  const { exit, out, err } = await plimsoll('run', '--runs', '50', ...HONEST);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toMatch(/✓ honest-agent conforms: /);
});

test('what it breaks is replayed on it with its own command', async () => {
  const { exit, out } = await plimsoll('run', '--runs', '0', '--profile', 'cpython', ...HONEST);
  expect(exit).toBe(1);
  const again = /npx plimsoll (replay p1:\S+ -- node test\/agents\/honest\.mjs)\n/.exec(out)?.[1] as string;
  const replayed = await plimsoll(...again.split(' '));
  expect(replayed).toMatchObject({ exit: 1, err: '' });
  const alone = await plimsoll(...again.split(' ').slice(0, 2));
  expect(alone.exit).toBe(2);
  expect(alone.err).toMatch(/which is not built in: add --subject with the path of its module, or -- and the command/);
});

test('where it fails there is not enough evidence, and its stderr is told', async () => {
  const { exit, out } = await plimsoll('run', '--runs', '0', ...faulty('crash'), 'peer_reset');
  const told = out.replaceAll(/\s+/g, ' ');
  expect(told).toMatch(/Not judged: the harness could not go on\. The agent ended with exit code 3\./);
  expect(told).toContain('Stderr Traceback: the transport is upset');
  expect(exit).toBe(3);
});

test('for a program the same is said in lines that keep to the schema', async () => {
  const { out } = await plimsoll('run', '--runs', '0', '--reporter', 'ndjson', ...faulty('unsure'), 'peer_reset');
  const lines = out
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  expect(lines).toContainEqual(expect.objectContaining({ type: 'inconclusive', message: 'Nobody knows.' }));
});

describe('a mistake is one sentence', () => {
  test.each([
    [['run', '--', 'no-such-command'], /^There is no command no-such-command: give the path .*\n$/, 2],
    [['run', '--', './docs'], /^\.\/docs cannot be executed: .*\n$/, 2],
    [['run', '--'], /^After -- comes the command that starts an agent, and there is none: .*\n$/, 2],
    [['smoke'], /^Give the command of the agent after --: .*\n$/, 2],
    [['list', '--', 'x'], /^plimsoll list takes no command after --\.\n$/, 2],
    [
      ['run', 'reference', '--case-deadline', '3'],
      /^--case-deadline is for an agent, and there is no command after --: .*\n$/,
      2,
    ],
    [
      ['run', ...faulty('hello-banner')],
      /^node \S+ hello-banner was not judged: The agent wrote “Welcome to the agent” .*\n$/,
      3,
    ],
  ])('%j', async (args, message, code) => {
    const { exit, out, err } = await plimsoll(...args);
    expect({ exit, out }).toEqual({ exit: code, out: '' });
    expect(err).toMatch(message);
  });
});

test('an interrupt ends the run in order, with what it has', async () => {
  const { process: child, ended } = start(['run', '--runs', '10000000', '--reporter', 'ndjson', ...HONEST]);
  await once(child.stdout!, 'data'); // the header: it has begun
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ exit: 3, err: expect.stringContaining('The run was interrupted.') });
});
