// The honest agent, wrong in one way: `node faulty.mjs <way> [stimulus]`. Most go wrong only at scripts with that
// stimulus, or at the one that says peer_data 13; the tests look that it costs those scripts and no other.
import { spawn } from 'node:child_process';
import { answer, hello, run, say, serve, SUBJECT } from './honest.mjs';

const [, , way, stimulus] = process.argv;
const isBad = ({ stimuli }) =>
  stimuli.some(({ do: name, n }) => (stimulus === undefined ? name === 'peer_data' && n === 13 : name === stimulus));
const never = new Promise(() => {});
const write = (text) => new Promise((resolve) => process.stdout.write(text, resolve));
const complain = (text) => new Promise((resolve) => process.stderr.write(`${text}\n`, resolve));

/** Runs a batch as it should, but for the bad script. */
const atBad =
  (act, { begins = true } = {}) =>
  async ({ id, scripts }) => {
    for (const [index, script] of scripts.entries()) {
      if (begins) say({ op: 'begin', id, case: index });
      if (isBad(script)) await act({ id, index, script });
      else say(answer(id, index, script));
    }
    say({ op: 'done', id });
  };

const crash = async () => {
  await complain('Traceback: the transport is upset');
  process.exit(3);
};

/** Falls as it reads the message: nothing of it has begun, not even when the script comes alone. */
const crashWhenRead = (message) => (message.scripts.some(isBad) ? crash() : atBad(crash)(message));

let held;
let runs = 0;

/** What is done at a run, by the name of the way. */
const RUNS = {
  crash: atBad(crash),
  'crash-when-read': crashWhenRead,
  'crash-without-begin': atBad(crash, { begins: false }),
  signal: atBad(() => {
    process.kill(process.pid, 'SIGSEGV');
    return never;
  }),
  exit: atBad(() => process.exit(0)),
  silence: atBad(() => never),
  'silence-without-begin': atBad(() => never, { begins: false }),
  'half-a-line': atBad(async () => {
    await write('{"op":"trace","id":');
    process.exit(0);
  }),
  'half-a-line-and-silence': atBad(async () => {
    await write('{"op":"trace","id":');
    return never;
  }),
  'huge-line': atBad(async () => {
    const piece = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 100; i++) await write(piece);
    return never;
  }),
  rubbish: atBad(() => say('rubbish')),
  'rubbish-without-begin': atBad(() => say([1, 2]), { begins: false }),
  print: atBad(async ({ id, index, script }) => {
    await write('the transport says hello\n');
    say(answer(id, index, script));
  }),
  'print-in-a-line': atBad(async ({ id, index, script }) => {
    await write('oops');
    say(answer(id, index, script));
  }),
  'print-an-answer': atBad(async ({ id, index, script }) => {
    say({ op: 'trace', id, case: index, fault: 'No, this one.' });
    say(answer(id, index, script));
  }),
  'unknown-id': atBad(({ index, script }) => say(answer(999, index, script))),
  'unknown-case': atBad(({ id, script }) => say(answer(id, 999, script))),
  'unknown-message': atBad(({ id }) => say({ op: 'dance', id })),
  twice: atBad(({ id, index, script }) => {
    say(answer(id, index, script));
    say(answer(id, index, script));
  }),
  'no-trace': atBad(({ id, index }) => say({ op: 'trace', id, case: index, trace: { steps: [{}] } })),
  'no-result': atBad(({ id, index }) => say({ op: 'trace', id, case: index })),
  'two-results': atBad(({ id, index, script }) => say({ ...answer(id, index, script), fault: 'And yet.' })),
  'wordless-fault': atBad(({ id, index }) => say({ op: 'trace', id, case: index, fault: 7 })),
  'no-answer': atBad(() => {}),
  'another-script': atBad(({ id, index }) => say(answer(id, index, { stimuli: [], reactions: [], keepOpen: false }))),
  refuses: atBad(({ id, index }) => say({ op: 'trace', id, case: index, fault: 'It cannot be done.' })),
  unsure: atBad(({ id, index }) => say({ op: 'trace', id, case: index, inconclusive: 'Nobody knows.' })),
  orphan: atBad(async () => {
    const { pid } = spawn('sleep', ['1000'], { stdio: 'inherit' });
    await complain(`grandchild ${pid}`);
    process.exit(3);
  }),
  backwards({ id, scripts }) {
    for (const index of [...scripts.keys()].reverse()) say(answer(id, index, scripts[index]));
    say({ op: 'done', id });
  },
  // Batches too: of each two, the later one first.
  'batches-swapped'(message) {
    if (held === undefined) {
      held = message;
      return;
    }
    run(message);
    run(held);
    held = undefined;
  },
  interleaved(message) {
    if (held === undefined) {
      held = message;
      return;
    }
    for (const [index, script] of message.scripts.entries()) {
      say(answer(held.id, index, held.scripts[index]));
      say(answer(message.id, index, script));
    }
    say({ op: 'done', id: message.id });
    say({ op: 'done', id: held.id });
    held = undefined;
  },
  'never-done'({ id, scripts }) {
    for (const [index, script] of scripts.entries()) say(answer(id, index, script));
  },
  'no-run': ({ id }) => say({ op: 'unsupported', id, what: 'run' }),
  'print-afterwards': (message) => {
    run(message);
    if (runs++ === 0) console.log('one thing more');
  },
  'always-silent': () => never,
  'not-the-same': ({ id, scripts }) => {
    for (const [index, script] of scripts.entries()) {
      const message = answer(id, index, script);
      if (message.trace !== undefined && runs++ % 2 === 0) message.trace.steps.at(-1).after.size += 1;
      say(message);
    }
    say({ op: 'done', id });
  },
};

const HELLOS = {
  'no-hello': () => {},
  'hello-crash': () => {
    console.error("ModuleNotFoundError: No module named 'uvloop'");
    process.exit(1);
  },
  'hello-banner': () => {
    console.log('Welcome to the agent');
    say(hello());
  },
  'hello-version': () => say({ ...hello(), plimsoll: 2 }),
  'hello-name': () => say({ ...hello(), name: 'two words' }),
  'hello-capabilities': () => say({ ...hello(), capabilities: 'all' }),
  'hello-more': () => say({ ...hello(), capabilities: [...SUBJECT.capabilities, 'telepathy'], note: 'extra' }),
  'hello-changes': () => say({ ...hello(), version: String(process.pid) }),
  'no-plants': () => say({ ...hello(), capabilities: SUBJECT.capabilities.filter((one) => one !== 'planted-faults') }),
};

if (way === 'no-bye') process.stdin.on('end', () => setInterval(() => {}, 1000));
if (way === 'bye-crash') process.on('exit', () => (process.exitCode = 4));
if (way === 'guesses') {
  const { createInterface } = await import('node:readline');
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.op === 'bye') break;
    if (message.op === 'hello') say(hello());
    else run({ id: message.id ?? 0, scripts: message.scripts ?? [] });
  }
} else {
  await serve({
    ...(HELLOS[way] && { onHello: HELLOS[way] }),
    ...(way === 'hello-changes' ? { onRun: RUNS.crash } : RUNS[way] && { onRun: RUNS[way] }),
  });
}
