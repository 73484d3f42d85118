/**
 * Canaries that are another each time: the same script does not give the same trace. None of them uses chance; they count
 * their connections, so that what they do is the same from run to run.
 */
import type { Connect } from '../parts.js';
import { ReferenceTransport } from '../reference/transport.js';
import { defineTransport } from '../transport.js';
import { identity, type Canary } from './canary.js';

const HONEST: Connect = (parts) => new ReferenceTransport(parts);

class Forgetful extends ReferenceTransport {
  protected override maybeResume(): void {}
}

export const FICKLE: readonly Canary[] = [
  fickle('alternates', 'Pauses when the size reaches high, and every second connection when it exceeds it.', (nth) => {
    const pausesWhen = nth % 2 === 0 ? 'reaches' : 'exceeds';
    return (parts) => new ReferenceTransport(parts, { pausesWhen });
  }),
  fickle('flaky', 'Forgets to resume, in one connection of seven.', (nth) =>
    nth % 7 === 0 ? (parts) => new Forgetful(parts) : HONEST,
  ),
  fickle('mostly-flaky', 'Forgets to resume, but in one connection of seven.', (nth) =>
    nth % 7 === 0 ? HONEST : (parts) => new Forgetful(parts),
  ),
  fickle('rarely-flaky', 'Forgets to resume, in one connection of fifty.', (nth) =>
    nth % 50 === 49 ? (parts) => new Forgetful(parts) : HONEST,
  ),
];

function fickle(name: string, statement: string, nth: (n: number) => Connect): Canary {
  const about = { name, statement };
  return {
    ...about,
    make() {
      let n = 0;
      return defineTransport({ ...identity(about), connect: (parts) => nth(n++)(parts) });
    },
  };
}
