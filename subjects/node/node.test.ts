/**
 * Node's own streams: that the harness tells what happens on each, tells it the same again, and is found out when it is told
 * to go wrong. What is judged of them is for the suite; here is nothing that needs more than Node.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'node:path';
import type { Script, Step, Trace } from '../../machines/alphabet.js';
import { isInconclusive, isTrace, type PlantedScript, type Result } from '../../conformance/subject.js';
import { scripts } from '../../properties/arbitraries.js';
import { processSubject } from '../process/index.js';
import {
  abort,
  close,
  drain,
  peerData,
  peerEof,
  peerReset,
  script,
  settle,
  stall,
  write,
  writeEof,
} from '../shorthand.js';
import { KINDS } from './kinds/index.js';
import type { Kind } from './link.js';
import { driveLive } from './live.js';

const AGENT = join(__dirname, '..', '..', 'dist', 'subjects', 'node', 'agent.js');
const opened: { close?(): void | Promise<void> }[] = [];

afterAll(async () => {
  for (const one of opened) await one.close?.();
});

describe.each(['unix', 'tcp', 'tls', 'stdin', 'writable'])('%s', (name) => {
  test('pauses in the call that reaches the mark, and resumes when the wire has taken all', async () => {
    const trace = await traced(name, script([write(5), write({ to: 'high', plus: 0 }), drain('all'), settle]));
    expect(trace.steps.map(callsOf)).toEqual([['connection_made'], [], ['pause_writing'], [], ['resume_writing']]);
    expect(trace.steps.map(({ after }) => after.size > 0)).toEqual([false, true, true, true, false]);
    const { high } = trace.steps[0]!.after;
    expect(trace.steps.at(-1)!.wire).toEqual([[0, high]]);
  });

  test('takes nothing while it is stalled, and whatever comes while it is open', async () => {
    const trace = await traced(name, script([drain('all'), settle, write(3), settle, stall, write(4), settle]));
    expect(arrivedIn(trace)).toEqual([[0, 3]]);
    expect(trace.steps.at(-1)!.after.size).toBe(4);
  });

  test('close() flushes and abort() does not', async () => {
    const closed = await traced(name, script([write(5), close, settle, drain('all'), settle]));
    expect(arrivedIn(closed)).toEqual([[0, 5], 'eof']);
    expect(lossOf(closed)).toBe(null);
    const aborted = await traced(name, script([write(5), abort, settle, drain('all'), settle]));
    expect(arrivedIn(aborted)).toEqual(['eof']);
    expect(lossOf(aborted)).toBe(null);
  });

  test('shows each fault that is planted in the harness', async () => {
    const planted = (plant: PlantedScript['plant']) => ({ ...script([write(8), drain('all'), settle]), plant });
    expect(arrivedIn(await traced(name, planted({ lose: 3 })))).toEqual([
      [0, 3],
      [4, 8],
    ]);
    expect(callsOf((await traced(name, planted({ double: 'connection_made' }))).steps[0]!)).toHaveLength(2);
    expect((await traced(name, planted({ swell: 7 }))).steps[0]!.after.size).toBe(7);
  });

  test('gives the same trace again', async () => {
    const kind = await kindOf(name);
    for (const one of someScripts(kind, 3)) {
      const first = await driveLive(kind, one);
      for (let again = 0; again < 2; again++) {
        const result = await driveLive(kind, one);
        if (isTrace(first) && isTrace(result)) expect(result).toEqual(first);
      }
    }
  });
});

test.each(['unix', 'writable'])('%s gives the same trace a hundred times', async (name) => {
  const one = script([
    write(70, 'bytearray'),
    drain('all'),
    settle,
    write(9),
    stall,
    write(80),
    writeEof,
    settle,
    abort,
  ]);
  const first = JSON.stringify(await traced(name, one));
  for (let again = 0; again < 100; again++) expect(JSON.stringify(await traced(name, one))).toBe(first);
});

describe.each(['unix', 'tcp', 'tls'])('%s, with a peer', (name) => {
  test('tells of data, of the end and of a reset', async () => {
    const heard = await traced(name, { ...script([peerData(7), settle, peerEof, settle]), keepOpen: true });
    expect(heard.steps.flatMap(callsOf)).toEqual(['connection_made', 'data_received', 'eof_received']);
    if (name === 'tls') return; // it is not reset: see its capabilities
    const lost = await traced(name, script([write(5), peerReset, settle]));
    expect(lost.steps.at(-1)!.calls[0]).toMatchObject({ name: 'connection_lost', error: { kind: 'reset' } });
  });

  test('write_eof() ends the writing side alone', async () => {
    const trace = await traced(name, {
      ...script([write(5), writeEof, drain('all'), settle, peerData(3)]),
      keepOpen: true,
    });
    expect(arrivedIn(trace)).toEqual([[0, 5], 'eof']);
    expect(trace.steps.at(-1)).toMatchObject({ calls: [{ name: 'data_received', n: 3 }], after: { closing: false } });
  });
});

test('a script that needs more than the harness can is a fault, and nothing else is run instead', async () => {
  const limits: Script = script([{ do: 'set_write_buffer_limits', high: 1 }]);
  expect(await driveLive(await kindOf('unix'), limits)).toEqual({
    fault: 'The harness of node:unix has no settable-limits.',
  });
});

test('the agent tells the same as the harness in this process, whatever else is printed', async () => {
  const noise = `import net from 'node:net'; const { destroySoon } = net.Socket.prototype;
    net.Socket.prototype.destroySoon = function () { console.log('noise'); return destroySoon.call(this); };`;
  const command = [
    process.execPath,
    '--import',
    `data:text/javascript,${encodeURIComponent(noise)}`,
    AGENT,
    'unix',
  ] as const;
  const subject = await processSubject({ command });
  opened.push(subject);
  const kind = await kindOf('unix');
  const some = [script([write(5), close]), ...someScripts(kind, 4)];
  const here: Result[] = [];
  for (const one of some) here.push(await driveLive(kind, one));
  expect(await subject.run(some)).toEqual(here);
});

async function traced(name: string, one: Script): Promise<Trace> {
  const kind = await kindOf(name);
  // TCP may say that it does not know, on a busy machine: then it is asked again.
  for (let tries = 0; ; tries++) {
    const result = await driveLive(kind, one);
    if (isTrace(result)) return result;
    if (!isInconclusive(result) || tries === 5) throw new Error(JSON.stringify(result));
  }
}

function kindOf(name: string): Promise<Kind> {
  return KINDS[name]!();
}

function someScripts({ capabilities }: Kind, seed: number): readonly Script[] {
  return fc.sample(scripts({ maxStimuli: 12, capabilities }), { seed, numRuns: 12 });
}

function callsOf({ calls }: Step): string[] {
  return calls.map(({ name }) => name);
}

function arrivedIn({ steps }: Trace): unknown[] {
  return steps.flatMap(({ wire }) => [...wire]);
}

function lossOf({ steps }: Trace): unknown {
  return steps.flatMap(({ calls }) => [...calls]).find(({ name }) => name === 'connection_lost')?.error;
}
