// An agent for the tests: the reference transport behind the process protocol, with the built driver. It is honest, and
// short enough to be read as an example; faulty.mjs is the same one, wrong in one way at a time.
import { createInterface } from 'node:readline';
import { reference } from '../../dist/subjects/reference/subject.js';

export const SUBJECT = reference();

export function hello() {
  const { version, capabilities } = SUBJECT;
  return { plimsoll: 1, op: 'hello', name: 'honest-agent', version, capabilities };
}

export function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The answer to one script, as a message. */
export function answer(id, index, script) {
  const [result] = SUBJECT.run([script]);
  return { op: 'trace', id, case: index, ...('steps' in result ? { trace: result } : result) };
}

export async function serve({ onHello = () => say(hello()), onRun = run } = {}) {
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.op === 'hello') onHello();
    else if (message.op === 'run') await onRun(message);
    else if (message.op === 'bye') break;
    else say({ op: 'unsupported', id: message.id, what: message.op });
  }
  process.stdin.destroy();
}

export function run({ id, scripts }) {
  for (const [index, script] of scripts.entries()) {
    say({ op: 'begin', id, case: index });
    say(answer(id, index, script));
  }
  say({ op: 'done', id });
}

if (process.argv[1]?.endsWith('honest.mjs')) await serve();
