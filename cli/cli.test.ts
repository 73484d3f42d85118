/**
 * The command as its users meet it: what it prints, where, and with which exit code. Starts the built one.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { lineSchema, type Line } from '../conformance/report/lines.js';
import { encode } from '../conformance/token.js';
import { moduleOf, plimsoll, start } from './started.js';

jest.setTimeout(60_000);

const CLOSE = { stimuli: [{ do: 'close' }], reactions: [], keepOpen: false } as const;
const TOKEN = encode({ script: CLOSE, subject: 'reference' });

const SOME =
  'run reference --runs 0 --reporter ndjson --level must --rule abort/* --rule limits --exclude-rule *default*'.split(
    ' ',
  );

describe.each(['--help', 'run --help'])('plimsoll %s', (args) => {
  test('explains the exit codes, at 80 columns', async () => {
    const { exit, out, err } = await plimsoll(...args.split(' '));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/0 {2}conforms[^]*1 {2}does not conform[^]*2 {2}usage[^]*3 {2}not enough evidence/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('plimsoll run', () => {
  test('of a subject that conforms', async () => {
    const { exit, out, err } = await plimsoll('run', 'reference', '--runs', '50');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('✓ reference conforms: ');
    expect(out).not.toContain('\u001b');
  });

  test('of one that does not, outside the profile', async () => {
    const { exit, out } = await plimsoll('run', 'reference', '--runs', '0', '--profile', 'cpython');
    expect(exit).toBe(1);
    expect(out).toMatch(/✗ .*\n[^]* {2}Expected {2}.*\n[^]* {2}Replay {4}npx plimsoll replay p1:/);
    expect(out).toContain('✗ reference does not conform: ');
  });

  test('of every short script says how many there are, and what that is worth', async () => {
    const { exit, out, err } = await plimsoll('run', 'reference', '--exhaustive', '1', '--reporter', 'ndjson');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(read(out)[0]).toMatchObject({ type: 'header', exhaustive: 1, runs: 0 });
    expect(read(out).at(-2)).toMatchObject({ type: 'exhausted', depth: 1, reached: 1, scripts: 546, unsteady: 0 });
  });

  test('that covers less than was asked for is not enough evidence, and says of what', async () => {
    const args = ['run', 'reference', '--exhaustive', '1', '--coverage-threshold', '50'];
    const { exit, out } = await plimsoll(...args);
    expect(exit).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /cannot be judged: only \d+ of \d+ cells, less than 50 %, were covered \(missing: \S+ x [^)]*, and \d+ more\)/,
    );
  });

  test('of several tells of each, and the worst exit code', async () => {
    const broken = moduleOf('export default { name: "broken", version: "1", connect() { throw new Error("boom"); } };');
    const { exit, out } = await plimsoll('run', 'reference', broken, '--runs', '0');
    expect(exit).toBe(3);
    expect(out).toMatch(/✓ reference +conforms\n\? broken +cannot be judged\nExit code 3\.\n$/);
  });

  test('of some rules judges no other', async () => {
    const { exit, out } = await plimsoll(...SOME);
    const rules = read(out).filter((line) => line.type === 'rule');
    expect(exit).toBe(0);
    expect(new Set(rules.map(({ rule }) => rule.split('/')[0]))).toEqual(new Set(['limits', 'abort']));
    expect(rules.filter(({ rule, level }) => rule.includes('default') || level !== 'MUST')).toEqual([]);
  });

  test('for a program is NDJSON and nothing else, the same each time', async () => {
    const args = ['run', 'reference', '--runs', '50', '--seed', '7', '--reporter', 'ndjson'];
    const [first, second] = await Promise.all([plimsoll(...args), plimsoll(...args)]);
    expect(first).toEqual({ ...second, exit: 0, err: '' });
    const lines = read(first.out);
    expect(lines[0]).toMatchObject({ type: 'header', subject: 'reference', seed: 7, runs: 50 });
    expect(lines.at(-1)).toMatchObject({ type: 'footer', complete: true, exit: 0 });
  });

  test('has colour where it is wanted, and not where it is not', async () => {
    const args = ['run', 'reference', '--runs', '0'];
    expect((await start(args, { FORCE_COLOR: '1' }).ended).out).toContain('\u001b[');
    expect((await start(args, { CI: 'true' }).ended).out).not.toContain('\u001b[');
    expect((await start(args, { FORCE_COLOR: '1', NO_COLOR: '1' }).ended).out).not.toContain('\u001b[');
  });

  test.each<[string, string[], (run: ReturnType<typeof start>) => void]>([
    ['interrupted', [], ({ process }) => process.stdout?.once('data', () => process.kill('SIGINT'))],
    ['cut by --max-time', ['--max-time', '1'], () => {}],
  ])('%s still reports what it has', async (_name, args, cut) => {
    const run = start(['run', 'reference', '--runs', '10000000', '--reporter', 'ndjson', ...args]);
    cut(run);
    const { exit, out, err } = await run.ended;
    expect(exit).toBe(3);
    expect(read(out).at(-1)).toMatchObject({ type: 'footer', complete: false, exit: 3 });
    expect(err).toMatch(/^The .*\.\n$/);
  });

  test('ends quietly when nobody reads on', async () => {
    const run = start(['run', 'reference', '--runs', '300', '--reporter', 'ndjson']);
    run.process.stdout?.once('data', () => run.process.stdout?.destroy());
    expect(await run.ended).toMatchObject({ exit: 0, err: '' });
  });
});

describe('plimsoll list, explain, subjects', () => {
  test('list names the rules that the same options would judge', async () => {
    const { exit, out } = await plimsoll('list', '--rule', 'flow-control', '--level', 'must');
    expect(exit).toBe(0);
    expect(out).toContain('MUST    flow-control/writelines-counts\n        writelines() crosses');
    expect(out).not.toMatch(/SHOULD {2}|limits\//);
  });

  test('explain tells statement, intent, script, needs and the address', async () => {
    const { exit, out } = await plimsoll('explain', 'flow-control/writelines-counts');
    expect(exit).toBe(0);
    expect(out).toMatch(/Intent[^]*Level[^]*Judges[^]*Script[^]*writelines\(\[64, 1\]\)[^]*Needs[^]*Docs +https:/);
  });

  test('subjects names the built-in ones, and says that a path works', async () => {
    const { exit, out } = await plimsoll('subjects');
    expect(exit).toBe(0);
    for (const name of ['reference', 'cpython-3.11', 'cpython-3.14']) expect(out).toContain(`${name}`);
    expect(out).toContain('path of a module');
    expect(out).toMatch(/mutant:<name>\n +One of \d+ transports that are wrong/);
    expect(out).not.toContain('mutant:pauses');
  });

  test('subjects --canaries names what may never pass', async () => {
    const { exit, out } = await plimsoll('subjects', '--canaries');
    expect(exit).toBe(0);
    expect(out).toMatch(/^canary:null\n {2}\S/m);
    expect(out).toMatch(/^\d+ canaries, none of which may pass/m);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('subjects --mutants names those too, under the chapter of their rule', async () => {
    const { exit, out } = await plimsoll('subjects', '--mutants');
    expect(exit).toBe(0);
    expect(out).toMatch(/^flow-control$[^]*^ {2}mutant:pauses-one-byte-early\n {4}Pauses at one byte/m);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('plimsoll selftest', () => {
  test('opens what is somebody’s own before all else', async () => {
    const { exit, out, err } = await plimsoll('selftest', '--with', './no-such-module.ts');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/no-such-module\.ts/);
  });

  test('that is interrupted says so, and has shown nothing', async () => {
    const run = start(['selftest', '--traces', '100000']);
    run.process.stdout?.once('data', () => run.process.kill('SIGINT'));
    const { exit, err } = await run.ended;
    expect(exit).toBe(3);
    expect(err).toBe('The run was interrupted. This part and those after it show nothing.\n');
  });
});

describe('plimsoll replay', () => {
  test('shows each step', async () => {
    const { exit, out } = await plimsoll('replay', TOKEN);
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^0 .+ connect$[^]+<┄ connection_made\(\) [^]+^1 .+── close\(\) ─+>│[^]+^2 .+ settle$[^]+ connection_lost/m,
    );
    expect(out).toContain('No rule fails on this script. Exit code 0.');
  });

  test('shows what fails, on the subject that is named', async () => {
    const idle = moduleOf(IDLE);
    const { exit, out } = await plimsoll('replay', TOKEN, '--subject', idle);
    expect(exit).toBe(1);
    expect(out).toMatch(/✗ closing\/is-closing-at-once[^]*rules? fails? on this script\. Exit code 1\.\n$/);
  });
});

test('plimsoll run takes a mutant by its name, and its token brings it back', async () => {
  const { exit, out } = await plimsoll('run', 'mutant:low-above-high-taken', '--runs', '0', '--rule', 'limits');
  expect(exit).toBe(1);
  const token = /npx plimsoll replay (p1:\S+)/.exec(out)?.[1] ?? '';
  expect(await plimsoll('replay', token)).toMatchObject({ exit: 1, err: '' });
});

describe('plimsoll graph', () => {
  test.each<[string, RegExp]>([
    ['mermaid', /^stateDiagram-v2\n/],
    ['svg', /^<svg [^]*<\/svg>\n$/],
    ['config', /^\{\n[^]*"id": "open"[^]*\}\n$/],
  ])('draws the statechart as %s', async (format, drawn) => {
    const { exit, out, err } = await plimsoll('graph', '--as', format);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(drawn);
  });
});

test('a mistake is told on the errors’ stream, with exit code 2', async () => {
  const [rule, module] = await Promise.all([plimsoll('run', '--rule', 'zzz'), plimsoll('run', './nowhere.ts')]);
  expect(rule).toEqual({ exit: 2, out: '', err: '--rule zzz matches no rule; `plimsoll list` names all.\n' });
  expect(module).toMatchObject({
    exit: 2,
    out: '',
    err: expect.stringMatching(/^There is no file \.\/nowhere\.ts: .*\n$/),
  });
});

describe('a module that misbehaves gets its report, and exit code 3, when it', () => {
  test.each<[string, string, string]>([
    [
      'throws in connect()',
      '{ name: "m", version: "1", connect() { throw new Error("boom"); } }',
      'connect() threw boom.',
    ],
    ['throws in run()', raw('throw new Error("boom")'), 'The subject threw boom.'],
    ['answers rubbish', raw('return scripts.map(() => ({ steps: [] }))'), 'is not a trace: steps: expected at least 1'],
    ['answers no list', raw('return "hello"'), 'run() did not answer with a list.'],
  ])('%s', async (_name, source, told) => {
    const { exit, out, err } = await plimsoll('run', moduleOf(`export default ${source};`), '--runs', '0');
    expect({ exit, err }).toEqual({ exit: 3, err: '' });
    expect(out.replace(/\n +/g, ' ')).toContain(told);
    expect(out).toContain('? m cannot be judged: the harness failed at ');
  });

  test('fails out of turn', async () => {
    const late = raw('Promise.reject(new Error("late")); return scripts.map(() => ({ fault: "no" }))');
    const { exit, out, err } = await plimsoll('run', moduleOf(`export default ${late};`), '--runs', '0');
    expect(exit).toBe(3);
    expect(out).toContain('? m cannot be judged: ');
    expect(err).toBe('Something failed out of turn, and nobody handled it: Error: late.\n');
  });

  test('ends the process', async () => {
    const { exit, err } = await plimsoll('run', moduleOf(`export default ${raw('process.exit(0)')};`));
    expect(exit).toBe(3);
    expect(err).toBe('The process was ended before there was a verdict, by what was being judged.\n');
  });

  test('never finishes loading', async () => {
    const { exit, err } = await plimsoll('run', moduleOf('await new Promise(() => {});'));
    expect(exit).toBe(3);
    expect(err).toMatch(
      /^There is no verdict: the module never finished loading, .* nothing was left to wait for\.\n$/,
    );
  });

  test('never answers, when its time is over', async () => {
    const never = moduleOf(`export default ${raw('return new Promise(() => {})')};`);
    const { exit, out, err } = await plimsoll('run', never, '--max-time', '1');
    expect({ exit, err }).toEqual({ exit: 3, err: 'The 1 s of --max-time are over.\n' });
    expect(out).not.toContain('Replay');
  });

  test('hangs, when its time is over: the script that is shown is one that hung', async () => {
    const hangs = IDLE.replace('abort() {}', 'abort() { for (;;); }');
    const { exit, out } = await plimsoll('run', moduleOf(hangs), '--runs', '0', '--max-time', '1');
    expect(exit).toBeGreaterThan(0);
    expect(out).toMatch(/Not judged: [^]* did not return within 2 s[^]* Script +[^]*abort\(\)/);
    expect(out).not.toContain('It was not run');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('never comes back while it is imported, until %s', async (signal) => {
    const run = start(['run', moduleOf('process.stdout.write("here"); for (;;);'), '--max-time', '30']);
    run.process.stdout?.once('data', () => run.process.kill(signal));
    expect(await run.ended).toMatchObject({ exit: null });
  });

  test('says what a terminal would obey', async () => {
    const evil = raw('throw new Error("\\u001b[2J\\u202e")');
    const { out } = await plimsoll('run', moduleOf(`export default ${evil};`), '--runs', '0');
    expect(out).toContain('The subject threw \\x1b[2J\\u{202e}.');
  });
});

test('a subject that floods the protocol does not conform, and is not waited for', async () => {
  const flood = IDLE.replace(
    'made();',
    'made(); const again = () => { protocol.pauseWriting(); loop.callSoon(again); }; again();',
  );
  const { exit, out } = await plimsoll('run', moduleOf(flood), '--runs', '0');
  expect(exit).toBe(1);
  expect(out).toContain('✗ robustness/comes-to-rest');
});

/** A transport that does nothing at all. */
const IDLE = `
  const transport = {
    write() {}, writelines() {}, writeEof() {}, canWriteEof: () => true, close() {}, abort() {}, isClosing: () => false,
    setWriteBufferLimits() {}, getWriteBufferSize: () => 0, getWriteBufferLimits: () => ({ low: 0, high: 0 }),
  };
  export default {
    name: 'idle', version: '1',
    connect({ protocol, loop }) {
      const made = () => protocol.connectionMade(transport);
      loop.callSoon(() => { made(); });
      return transport;
    },
  };
`;

function raw(body: string): string {
  return `{ name: "m", version: "1", capabilities: [], run(scripts) { ${body}; } }`;
}

function read(ndjson: string): Line[] {
  return ndjson
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}
