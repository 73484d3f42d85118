/**
 * The Python agent as it is handed out, one file, on the Python of this machine: a live transport shows what the same class
 * shows over fakes, the same each time, and the talk goes on whatever is printed or asked. Says nothing of what is right.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Result, Subject } from '../../conformance/subject.js';
import type { Script, Stimulus } from '../../machines/alphabet.js';
import { someScripts } from '../../properties/corpus.js';
import { PYTHON, withPython } from '../../test/python.js';
import { processSubject } from '../process/index.js';

jest.setTimeout(60_000);

const LIVE = ['unix', 'tcp', 'pipe', 'subprocess', 'tls'];

const AGENT = join(__dirname, '..', '..', 'dist', 'agents', 'plimsoll_agent.py');

withPython('over a kernel', () => {
  const subjects: Record<string, Subject> = {};

  beforeAll(async () => {
    for (const kind of [...LIVE, 'scripted:socket', 'scripted:pipe', 'scripted:tls']) {
      subjects[kind] = await processSubject({ command: [PYTHON as string, AGENT, kind] });
    }
  });
  afterAll(() => Promise.all(Object.values(subjects).map((one) => one.close?.())));

  test('a transport is named by what it is and what it stands on', () => {
    expect(subjects['unix']?.name).toMatch(/^cpython-3\.\d+:unix$/);
    expect(subjects['unix']?.version).toMatch(/^CPython 3\.\d+\.\S+ _SelectorSocketTransport on a UNIX socket pair$/);
  });

  test.each([
    ['unix', 'scripted:socket'],
    ['tcp', 'scripted:socket'],
    ['pipe', 'scripted:pipe'],
    ['tls', 'scripted:tls'],
  ])('%s shows what %s shows', async (live, scripted) => {
    const scripts = liveScripts(live).slice(0, live === 'tcp' || live === 'tls' ? 100 : 300);
    const [seen, expected] = await Promise.all([subjects[live]!.run(scripts), subjects[scripted]!.run(scripts)]);
    const differing = scripts.filter((_, at) => plain(seen[at]!) !== plain(expected[at]!));
    // Each was looked at: what the kernel does otherwise is in docs/python-agent.md, and shows in none of these.
    expect(differing).toEqual([]);
  });

  test.each(LIVE)('%s shows the same each time', async (live) => {
    const scripts = liveScripts(live).slice(0, 20);
    const first = await subjects[live]!.run(scripts);
    for (let time = 0; time < 5; time++) expect(await subjects[live]!.run(scripts)).toEqual(first);
  });

  test('a drain of so many bytes is a fault', async () => {
    const script: Script = { stimuli: [{ do: 'drain', n: 3 }], reactions: [], keepOpen: false };
    expect(await subjects['unix']!.run([script])).toEqual([
      { fault: 'A kernel takes all or nothing: it has no drain of 3 bytes.' },
    ]);
  });

  test('more than the kernel is sure to take is inconclusive', async () => {
    const stimuli: Stimulus[] = Array.from({ length: 9 }, () => ({ do: 'write', n: 1_048_576, kind: 'bytes' }));
    stimuli.push({ do: 'drain', n: 'all' });
    expect(await subjects['unix']!.run([{ stimuli, reactions: [], keepOpen: false }])).toEqual([
      { inconclusive: expect.stringMatching(/^An open wire was offered 9437184 bytes, and this kernel is sure/) },
    ]);
  });
});

withPython('the talk', () => {
  test('answers what it does not know, and ends with bye', () => {
    const { status, stdout, stderr } = talk(['unix'], ['{"op":"dance","id":3}', 'rubbish', '{"op":"bye"}']);
    expect(stdout.trim().split('\n')).toEqual([
      '{"op":"unsupported","id":3,"what":"dance"}',
      '{"op":"unsupported","what":"a line that is not an object with an op"}',
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('ends quietly when nobody asks any more', () => {
    expect(talk(['scripted:socket'], [])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  test.each([
    [['teapot'], 'invalid choice'],
    [['unix', '--loop', 'nowhere:new'], 'There is no loop nowhere:new'],
    [['scripted:pipe', '--loop', 'asyncio:new_event_loop'], '--loop is for live ones'],
  ])('%j is refused', (options, reason) => {
    const { status, stderr } = talk(options, []);
    expect(stderr).toContain(reason);
    expect(status).toBe(2);
  });
});

// Helpers.

/** Scripts with a wire that is only ever open or stalled, without what makes no sense there, or where a kernel differs. */
function liveScripts(kind: string): readonly Script[] {
  const isWithout = WITHOUT[kind] ?? (() => true);
  return someScripts(1, 500, 20)
    .map((script) => ({ ...script, stimuli: script.stimuli.map(openOrStalled) }))
    .filter(isWithout);
}

/**
 * A pipe sends nothing, and CPython's spins on after a wide chunk, so that what is heard of it depends on when the loop asks the
 * kernel. Under TLS a connection_made() that raises ends the connection in one way or another, and some versions hang at a wide chunk.
 */
const WITHOUT: Readonly<Record<string, (script: Script) => boolean>> = {
  pipe: (script) => !/"(wide|peer_data|peer_eof)"/.test(JSON.stringify(script)),
  subprocess: (script) => !/"(wide|peer_data|peer_eof)"/.test(JSON.stringify(script)),
  tls: (script) =>
    !JSON.stringify(script).includes('"wide"') &&
    !script.reactions.some(({ on, raises }) => on === 'connection_made' && raises),
};

function openOrStalled(stimulus: Stimulus, at: number): Stimulus {
  return stimulus.do !== 'drain' ? stimulus : at % 3 === 0 ? { do: 'stall' } : { do: 'drain', n: 'all' };
}

/** Without messages, and without the word that a kernel has for a connection that was reset. */
function plain(result: Result): string {
  return JSON.stringify(result, (key, value: unknown) =>
    key === 'message'
      ? ''
      : value === 'broken-pipe'
        ? 'reset'
        : value === 'BrokenPipeError'
          ? 'ConnectionResetError'
          : value,
  );
}

function talk(options: readonly string[], lines: readonly string[]) {
  const input = lines.map((line) => `${line}\n`).join('');
  const { status, stdout, stderr } = spawnSync(PYTHON as string, [AGENT, ...options], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}
