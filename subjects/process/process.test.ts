/**
 * A subject behind a process: what an honest agent answers is what came, and whatever an agent does instead costs the
 * scripts that it touched and no other. The agents are test/agents/; nothing here waits for a time to pass but deadlines.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Result, Subject } from '../../conformance/subject.js';
import type { Script } from '../../machines/alphabet.js';
import { someScripts } from '../../properties/corpus.js';
import { reference } from '../reference/subject.js';
import { wasRun } from '../unrun.js';
import { processSubject, type ProcessOptions } from './index.js';
import { severalAgents } from './several.js';

jest.setTimeout(60_000);

const AGENTS = join(__dirname, '..', '..', 'test', 'agents');
/** Far longer than an answer takes, also where everything else is slow. */
const SHORT = { deadlines: { case: 1_500 } };

/** The one that the agents go wrong at. */
const BAD: Script = { stimuli: [{ do: 'peer_data', n: 13 }, { do: 'settle' }], reactions: [], keepOpen: false };
const PLACE = 11;
const GOOD = someScripts(1, 40, 12).filter(({ stimuli }) => !stimuli.some(({ do: name }) => name === 'peer_data'));
const SCRIPTS = GOOD.slice(0, 24).with(PLACE, BAD);

const honest = (options: Partial<ProcessOptions> = {}): Promise<Subject> => started('honest', [], options);
const faulty = (way: string, options: Partial<ProcessOptions> = {}): Promise<Subject> =>
  started('faulty', [way], options);

describe('an honest agent', () => {
  test.each([1, 7, 20])('gives the traces of the transport behind it, in batches of %d', async (batch) => {
    const scripts = someScripts(1, 50, 20);
    expect(await results(await honest({ batch }), scripts)).toEqual(reference().run(scripts));
  });

  test('is asked again and again, also at once', async () => {
    const subject = await honest();
    const [first, second] = await Promise.all([subject.run(SCRIPTS), subject.run(SCRIPTS)]);
    expect(first).toEqual(second);
    expect(await results(subject, [])).toEqual([]);
  });

  test('answers in any order: batches too, and one within the other', async () => {
    for (const way of ['backwards', 'batches-swapped', 'interleaved']) {
      expect(await results(await faulty(way, { batch: 6 }), SCRIPTS)).toEqual(reference().run(SCRIPTS));
    }
  });

  test('may say that it cannot, or that it cannot tell, for one script', async () => {
    expect((await results(await faulty('refuses')))[PLACE]).toEqual({ fault: 'It cannot be done.' });
    expect((await results(await faulty('unsure')))[PLACE]).toEqual({ inconclusive: 'Nobody knows.' });
  });

  test('may declare what is not known here, and it is noted', async () => {
    const subject = await faulty('hello-more');
    expect(subject.capabilities).toEqual(reference().capabilities);
    expect(subject.notes).toEqual(['It declares “telepathy”, a capability that is not known here.']);
    await subject.close?.();
  });
});

describe.each([
  ['crash', 'The agent ended with exit code 3.'],
  ['crash-when-read', 'The agent ended with exit code 3.'],
  ['crash-without-begin', 'The agent ended with exit code 3.'],
  ['signal', 'The agent was ended by SIGSEGV.'],
  ['exit', 'The agent ended with exit code 0.'],
  ['silence', 'The agent gave no answer within 1.5 s.'],
  ['silence-without-begin', 'The agent gave no answer within 1.5 s.'],
  ['half-a-line', 'The agent ended with exit code 0, in the middle of a line.'],
  ['half-a-line-and-silence', /^The agent gave no answer within 1.5 s; the last line that it began is “\{"op":/],
  ['huge-line', 'The agent wrote a line of more than 16 MB.'],
  ['rubbish', 'The agent wrote “"rubbish"”, which is no message.'],
  ['rubbish-without-begin', 'The agent wrote “[1,2]”, which is no message.'],
  ['print', 'The agent wrote “the transport says hello”, which is no message.'],
  ['print-in-a-line', /^The agent wrote “oops\{"op":"trace".*”, which is no message\.$/],
  ['print-an-answer', 'The agent answered this script more than once.'],
  ['unknown-id', /^The agent wrote “.*”, which answers nothing that was asked\.$/],
  ['unknown-case', /^The agent wrote “.*”, and there is no such case\.$/],
  ['unknown-message', /^The agent wrote “\{"op":"dance","id":\d+\}”, and there is no such message\.$/],
  ['twice', 'The agent answered this script more than once.'],
  ['no-trace', 'The agent answered what is not a trace: steps[0].stimulus: is missing.'],
  ['another-script', 'The agent answered with a trace of another script: step 1 is settle, and should be peer_data.'],
  ['no-result', 'The agent answered with none of trace, fault and inconclusive.'],
  ['two-results', 'The agent answered with more than one of trace, fault and inconclusive.'],
  ['wordless-fault', 'The agent answered fault without a sentence.'],
  ['no-answer', 'The agent said that the batch was done without an answer to this script.'],
])('an agent that goes wrong: %s', (way, message) => {
  test('answers for the one script; all others are judged', async () => {
    const found = await results(await faulty(way, { batch: 8, ...SHORT }));
    const { fault } = found[PLACE] as Fault;
    if (typeof message === 'string') expect(fault).toBe(message);
    else expect(fault).toMatch(message);
    expect(found.with(PLACE, null as never)).toEqual(
      [...(reference().run(SCRIPTS) as Result[])].with(PLACE, null as never),
    );
  });
});

describe('an agent that breaks', () => {
  test('is told with the end of its stderr', async () => {
    expect((await results(await faulty('crash')))[PLACE]).toEqual({
      fault: 'The agent ended with exit code 3.',
      stderr: 'Traceback: the transport is upset',
    });
  });

  test('is told so too where nobody knows at which script', async () => {
    const subject = await faulty('crash-when-read', { batch: 8 });
    await results(subject);
    expect(subject.notes).toEqual([
      'The agent ended with exit code 3, at no script that is known; it was started again. Its stderr ends with ' +
        '“Traceback: the transport is upset”.',
    ]);
  });

  test('takes with it all that it has started', async () => {
    const { stderr } = (await results(await faulty('orphan')))[PLACE] as Fault;
    const grandchild = /grandchild (\d+)/.exec(stderr ?? '')?.[1] as string;
    expect(isRunning(grandchild)).toBe(false);
  });

  test('each time is started again so often, and no more', async () => {
    const command = [process.execPath, '-e', CRASHING] as const;
    const found = await results(await processSubject({ command }), [...SCRIPTS, ...SCRIPTS, ...SCRIPTS]);
    const faults = found.map((one) => (one as Fault).fault);
    expect(faults.slice(0, 51)).toEqual(Array(51).fill('The agent ended with exit code 1.'));
    expect(new Set(faults.slice(51))).toEqual(new Set(['It was not run: the agent had to be started again 50 times.']));
    expect(wasRun({ message: faults.at(-1) as string })).toBe(false);
  });

  test('by silence each time is not waited for again and again', async () => {
    const found = await results(await faulty('always-silent', { deadlines: { case: 50 } }));
    const silent = found.filter((one) => (one as Fault).fault === 'The agent gave no answer within 0.05 s.');
    expect(silent.length).toBeGreaterThan(0);
    expect((found.at(-1) as Fault).fault).toBe('It was not run: the agent was silent 10 times.');
  });

  test('and is another one when it is started again, is not asked', async () => {
    const found = await results(await faulty('hello-changes'));
    expect((found.at(-1) as Fault).fault).toBe(
      'It was not run: the agent said another hello when it was started again.',
    );
  });

  test('between two scripts is started again, and it is noted', async () => {
    const subject = await faulty('print-afterwards');
    await subject.run(SCRIPTS.slice(0, 3));
    expect(await results(subject)).toEqual(reference().run(SCRIPTS));
    expect(subject.notes?.[0]).toMatch(
      /^(Between two runs the|The) agent wrote “one thing more”.*; it was started again\.$/,
    );
  });

  test('by never being done with a batch is noted; one that does not know run costs all scripts', async () => {
    const undone = await faulty('never-done', { deadlines: { case: 300 } });
    expect(await results(undone, SCRIPTS.slice(0, 2))).toEqual(reference().run(SCRIPTS.slice(0, 2)));
    expect(undone.notes).toEqual([
      'The agent gave no answer within 0.3 s, at no script that is known; it was started again.',
    ]);
    const refused = await results(await faulty('no-run'), SCRIPTS.slice(0, 2));
    expect(refused).toEqual(Array(2).fill({ fault: 'The agent does not support run.' }));
  });

  test('is waited for no longer when the run should end', async () => {
    let isStopped = false;
    const subject = await faulty('always-silent', { isStopped: () => isStopped });
    const found = subject.run(SCRIPTS.slice(0, 2));
    isStopped = true;
    expect(await found).toEqual(Array(2).fill({ fault: 'The run was ended before the subject answered.' }));
    await subject.close?.();
  });
});

describe('what cannot be started', () => {
  test.each([
    [
      'hello-crash',
      "The agent ended with exit code 1. Its stderr ends with “ModuleNotFoundError: No module named 'uvloop'”.",
    ],
    [
      'hello-banner',
      'The agent wrote “Welcome to the agent” where its hello should be; only messages may go to stdout.',
    ],
    ['hello-version', 'The agent speaks version “2” of the protocol, and this Plimsoll version 1 only.'],
    ['hello-name', /^The agent said a hello that is none: name: expected a name without spaces/],
    ['hello-capabilities', 'The agent said a hello that is none: capabilities: expected a list.'],
    ['no-hello', 'The agent said no hello within 0.3 s.'],
  ])('%s', async (way, message) => {
    await expect(faulty(way, { deadlines: { batch: way === 'no-hello' ? 300 : 30_000 } })).rejects.toThrow(message);
  });

  test('a command that is not there, or cannot be executed, is a mistake of whoever gave it', async () => {
    await expect(processSubject({ command: ['no-such-command'] })).rejects.toMatchObject({ name: 'UsageError' });
    await expect(processSubject({ command: [AGENTS] })).rejects.toThrow('cannot be executed');
  });
});

describe('several agents', () => {
  const several = (agents: number, way: readonly string[], options: Partial<ProcessOptions> = {}) =>
    severalAgents(commandOf(way, options), agents);

  test('share the scripts, and the answers come in their order', async () => {
    const scripts = someScripts(1, 50, 20);
    expect(await results(await several(3, ['honest'], { batch: 7 }), scripts)).toEqual(reference().run(scripts));
    expect(await results(await several(3, ['honest']), scripts.slice(0, 2))).toEqual(
      reference().run(scripts.slice(0, 2)),
    );
  });

  test('are each started again; what one breaks at is told once', async () => {
    const subject = await several(2, ['faulty', 'crash-when-read'], { batch: 6 });
    const found = await results(subject);
    expect(found[PLACE]).toMatchObject({ fault: 'The agent ended with exit code 3.' });
    expect(found.with(PLACE, null as never)).toEqual(
      [...(reference().run(SCRIPTS) as Result[])].with(PLACE, null as never),
    );
    expect(subject.notes).toEqual([expect.stringContaining('it was started again.')]);
  });

  test('that cannot be started are a mistake, as one is', async () => {
    await expect(severalAgents({ command: ['no-such-command'] }, 2)).rejects.toMatchObject({ name: 'UsageError' });
  });
});

test('the end of a subject is told where it is not in order', async () => {
  const [well, badly] = [await honest(), await faulty('bye-crash')];
  await Promise.all([well.close?.(), badly.close?.()]);
  expect([well.notes, badly.notes]).toEqual([[], ['At the end the agent ended with exit code 4.']]);
  expect(await well.run([BAD])).toEqual([{ fault: 'It was not run: the subject is closed.' }]);
});

async function started(agent: string, args: readonly string[], options: Partial<ProcessOptions>): Promise<Subject> {
  return processSubject(commandOf([agent, ...args], options));
}

function commandOf([agent, ...args]: readonly string[], options: Partial<ProcessOptions>): ProcessOptions {
  return { command: [process.execPath, join(AGENTS, `${agent}.mjs`), ...args], ...options };
}

/** Small, as it is started many times. */
const CRASHING = `
let asked = 0;
process.stdin.on('data', () => {
  if (asked++ === 0) console.log('{"plimsoll":1,"op":"hello","name":"x","version":"1","capabilities":[]}');
  else process.stdout.write('{"op":"begin","id":1,"case":0}\\n', () => process.exit(1));
});`;

/** Of a subject that is closed afterwards. */
async function results(subject: Subject, scripts: readonly Script[] = SCRIPTS): Promise<Result[]> {
  const found = await subject.run(scripts);
  await subject.close?.();
  return [...found];
}

/** One that has ended and waits for its parent to notice does not run. */
function isRunning(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
