/**
 * The Python agent as it is handed out, one file, on the Python of this machine: a live transport shows what the same class
 * shows over fakes, the same each time, and the talk goes on whatever is printed or asked. Says nothing of what is right.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Audit } from '../../conformance/audit/audit.js';
import type { Subject } from '../../conformance/subject.js';
import type { Script, Stimulus, Trace } from '../../machines/alphabet.js';
import { LIVE_AND_SCRIPTED, liveScripts, plain } from '../../scripts/live.js';
import { PYTHON, withPython } from '../../test/python.js';
import { processSubject } from '../process/index.js';

jest.setTimeout(60_000);

const PAGE = join(__dirname, '..', '..', 'docs', 'python-agent.md');
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

  test.each(LIVE_AND_SCRIPTED.map(([live, scripted]) => [live, scripted] as const))(
    '%s shows what %s shows',
    async (live, scripted) => {
      const scripts = liveScripts(live, 1, live === 'tcp' || live === 'tls' ? 100 : 300);
      const [seen, expected] = await Promise.all([subjects[live]!.run(scripts), subjects[scripted]!.run(scripts)]);
      const differing = scripts.filter((_, at) => plain(seen[at]!) !== plain(expected[at]!));
      // Each was looked at: what the kernel does otherwise is in docs/python-agent.md, and shows in none of these.
      expect(differing).toEqual([]);
    },
  );

  test.each(LIVE)('%s shows the same each time', async (live) => {
    const scripts = liveScripts(live, 1, 20);
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

withPython('planted faults', () => {
  test.each([...LIVE, 'scripted:socket', 'scripted:tls'])('show on %s, and the audit has no doubt', async (kind) => {
    const subject = await processSubject({ command: [PYTHON as string, AGENT, kind] });
    const audit = new Audit(subject, () => '');
    await audit.begin(1);
    await subject.close?.();
    expect(audit.doubts()).toEqual([]);
  });
});

withPython('a factory of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (name: string, text: string): string => {
    copyFileSync(AGENT, join(folder, 'plimsoll_agent.py'));
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const example = /```python\n(import asyncio[\s\S]*?)```/.exec(readFileSync(PAGE, 'utf8'))?.[1] as string;

  test('as its page has it: what it shows is what the built-in one shows, whatever it prints', async () => {
    const printing = example.replace('    return transport', '    print("hello", flush=True)\n    return transport');
    const scripts = liveScripts('unix', 3, 20);
    const [own, builtIn] = await Promise.all(
      [[written('mine.py', printing)], [AGENT, 'unix']].map((command) =>
        processSubject({ command: [PYTHON as string, ...command] }),
      ),
    );
    expect(own!.name).toBe('mine:unix');
    expect(await own!.run(scripts)).toEqual(await builtIn!.run(scripts));
    await Promise.all([own!.close?.(), builtIn!.close?.()]);
  });

  test('that sets no peer is told so', () => {
    const forgetful = example.replace(/ {4}protocol\.peer = .*\n/, '');
    const { status, stderr } = spawnSync(PYTHON as string, [written('forgetful.py', forgetful)], { encoding: 'utf8' });
    expect(stderr).toBe(
      'plimsoll_agent: The factory has to set `peer` of the protocol before it makes the transport.\n',
    );
    expect(status).toBe(1);
  });

  test.each([
    ['fails', / {4}return transport/, '    raise ValueError("no")', 'The factory failed with ValueError: no.'],
    ['forgets the protocol', /lambda: protocol/, 'asyncio.Protocol', 'The protocol heard nothing, not even'],
    [
      'returns another transport',
      / {4}return transport/,
      '    return asyncio.Transport()',
      'The factory returned Transport and connection_made() came with _SelectorSocketTransport',
    ],
    ['has a loop by name', /serve\(connect,/, 'serve(connect, loop="uvloop",', '`loop` has to be a function'],
    [
      'can what nobody knows',
      /serve\(connect,/,
      'serve(connect, capabilities=["half-closed"],',
      'There is no capability half-closed for serve(); there are exact-size,',
    ],
  ])('that %s is told so in a sentence, and nothing is judged', (_what, place, wrong, reason) => {
    const path = written('wrong.py', example.replace(place, wrong));
    const { status, stdout, stderr } = spawnSync(PYTHON as string, [path], { encoding: 'utf8' });
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`plimsoll_agent: ${reason}`)]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  test.each([
    ['for ever is restless', 'transport.get_extra_info, "none"', true],
    ['100 times and no more comes to rest: what others are called for may end', 'tick', undefined],
  ])('whose loop is kept turning %s', async (_what, call, restless) => {
    const turning = example.replace(
      '    return transport',
      [
        '    import os',
        '    loop, (reading, writing), left = asyncio.get_running_loop(), os.pipe(), [100]',
        '    def tick():',
        '        left[0] -= 1',
        '        if left[0] == 0:',
        '            loop.remove_writer(writing)',
        `    loop.add_writer(writing, ${call})`,
        '    return transport',
      ].join('\n'),
    );
    const subject = await processSubject({ command: [PYTHON as string, written('turning.py', turning)] });
    const [result] = await subject.run([{ stimuli: [], reactions: [], keepOpen: false }]);
    expect((result as Trace).steps.at(-1)?.restless).toBe(restless);
    await subject.close?.();
  });

  test('whose transport hangs in a call costs that script alone', async () => {
    const hanging = example.replace(
      '    return transport',
      '    transport.write = lambda data: [None for _ in iter(int, 1)]\n    return transport',
    );
    const subject = await processSubject({ command: [PYTHON as string, written('hanging.py', hanging)] });
    const write: Script = { stimuli: [{ do: 'write', n: 1, kind: 'bytes' }], reactions: [], keepOpen: false };
    const [first, second] = await subject.run([write, { ...write, stimuli: [] }]);
    expect(first).toEqual({ fault: 'Nothing came back for 3 s, from a call or from the loop.' });
    expect(second).toMatchObject({ steps: expect.anything() });
    await subject.close?.();
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

function talk(options: readonly string[], lines: readonly string[]) {
  const input = lines.map((line) => `${line}\n`).join('');
  const { status, stdout, stderr } = spawnSync(PYTHON as string, [AGENT, ...options], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}
