/**
 * The smoke test: nothing to say against an honest agent, and of each that is wrong, what is wrong with it. All agents are
 * those of test/agents/.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from './started.js';
import { fakeTerminal } from './fake.js';
import { smoke } from './smoke.js';

jest.setTimeout(60_000);

const FLAGS = { caseDeadline: 1.5, batchDeadline: 10 };

test('of an honest agent finds nothing to mend', async () => {
  const { exit, text, lines } = await run('honest.mjs');
  expect(lines.filter((line) => /^[✗!-]/.test(line))).toEqual([]);
  expect(text).toContain('✓ It says hello: honest-agent, Plimsoll’s reference transport.');
  expect(text).toMatch(/✓ It runs \d+ scripts, of write, writelines, .* settle, and of reactions\./);
  expect(text).toMatch(
    /✓ The agent does as it should\. What it drives is judged by .*faulty|honest\.mjs`\. Exit code 0\.$/,
  );
  expect(exit).toBe(0);
});

describe('names what is wrong', () => {
  test.each([
    ['hello-crash', '✗ It ended with exit code 1 before its hello. Mend See to what it says on stderr.'],
    ['hello-crash', "Stderr ModuleNotFoundError: No module named 'uvloop' - All else was not tried"],
    ['hello-banner', '✗ Where its hello should be it wrote “Welcome to the agent”. Mend Say the hello as'],
    ['hello-version', '✗ Its hello: plimsoll: expected 1.'],
    ['hello-name', '✗ Its hello: name: expected a name without spaces and controls'],
    [
      'hello-capabilities',
      '✗ Its hello: capabilities: expected a list. Mend A list, perhaps empty, of any of these: exact-drain,',
    ],
    ['no-plants', '✗ It does not declare planted-faults. Mend Do what docs/protocol.md says'],
    ['guesses', '✗ To an op that is not known it answered “{"op":"done","id":'],
    ['no-bye', '✗ 2 s after the end of its input it still runs.'],
    ['bye-crash', '✗ After bye it ended with exit code 4.'],
    ['never-done', '✗ write: it gave no answer within 1.5 s when all scripts were answered, and did not say done.'],
    ['no-run', 'to stdout, which says that run is not supported.'],
    ['print-afterwards', '✗ It wrote “one thing more” to stdout, which is no message'],
    ['not-the-same', '✗ The same script gives two traces: at '],
    ['crash-without-begin peer_reset', '! It does not say begin for each script'],
    ['crash peer_reset', '✗ peer_reset: it ended with exit code 3 at the script peer_reset. Mend Catch what'],
    ['crash peer_reset', 'Stderr Traceback: the transport is upset'],
    ['signal peer_reset', '✗ peer_reset: it was ended by SIGSEGV at the script peer_reset.'],
    ['silence peer_reset', '✗ peer_reset: it gave no answer within 1.5 s at the script peer_reset.'],
    [
      'half-a-line peer_reset',
      '✗ peer_reset: it ended with exit code 0, in the middle of a line at the script peer_reset.',
    ],
    ['half-a-line-and-silence peer_reset', 'The last line that it began is “{"op":"trace","id":”: was it flushed?'],
    ['huge-line peer_reset', '✗ peer_reset: it wrote a line of more than 16 MB at the script peer_reset.'],
    ['rubbish peer_reset', '✗ It wrote “"rubbish"” to stdout, which is no message'],
    ['print peer_reset', '✗ It wrote “the transport says hello” to stdout, which is no message'],
    ['print-in-a-line peer_reset', '✗ It wrote “oops{"op":"trace",'],
    ['unknown-id peer_reset', 'to stdout, which has the id of no batch that was asked for.'],
    ['unknown-case peer_reset', 'to stdout, which has a case that the batch has not: cases are counted from 0.'],
    ['unknown-message peer_reset', 'to stdout, which has an op that is none of begin, trace and done.'],
    ['twice peer_reset', '✗ peer_reset, script peer_reset: it was answered twice, or begun when it was answered.'],
    [
      'no-trace peer_reset',
      '✗ peer_reset, script peer_reset: The agent answered what is not a trace: steps[0].stimulus: is missing.',
    ],
    [
      'another-script peer_reset',
      '✗ peer_reset, script peer_reset: The agent answered with a trace of another script: step 1',
    ],
    ['no-result peer_reset', '✗ peer_reset, script peer_reset: The agent answered with none of trace, fault'],
    [
      'no-answer peer_reset',
      '✗ peer_reset, script peer_reset: there was no answer when the batch was said to be done.',
    ],
    ['refuses peer_reset', '✗ peer_reset, script peer_reset: It cannot be done. Mend docs/harness.md says'],
    ['unsure peer_reset', '! 2 scripts of these were inconclusive.'],
  ])('%s: %s', async (way, words) => {
    const { exit, text, lines } = await run('faulty.mjs', ...way.split(' '));
    expect(text).toContain(words);
    expect(exit).toBe(way.startsWith('unsure') ? 0 : 1);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

test('a command that is not there is a mistake of whoever gave it', async () => {
  await expect(smoke(['no-such-command'], {}, fakeTerminal())).rejects.toMatchObject({ name: 'UsageError' });
});

/** What it said, in lines and as one. */
async function run(agent: string, ...args: readonly string[]) {
  const terminal = fakeTerminal();
  const exit = await smoke([process.execPath, join(ROOT, 'test', 'agents', agent), ...args], FLAGS, terminal);
  const lines = terminal.outs.join('').split('\n').slice(2);
  return { exit, lines, text: lines.join(' ').replaceAll(/\s+/g, ' ').trim() };
}
