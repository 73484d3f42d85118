/**
 * Mutants of reentrancy: calls inside callbacks, and callbacks that raise. One wrong part each; see mutant.ts.
 */
import { StateError } from '../errors.js';
import type { Parts, Protocol } from '../parts.js';
import type { Choices } from '../reference/choices.js';
import { ReferenceTransport } from '../reference/transport.js';
import { wrong, type Mutant } from './mutant.js';

/** Knows the callbacks that it is in. */
class KnowsItsCallback extends ReferenceTransport {
  private readonly stack: (keyof Protocol)[];

  constructor(parts: Parts, choices?: Partial<Choices>) {
    const stack: (keyof Protocol)[] = [];
    super({ ...parts, protocol: noting(parts.protocol, stack) }, choices);
    this.stack = stack;
  }

  protected isIn(name: keyof Protocol): boolean {
    return this.stack.at(-1) === name;
  }

  protected get depth(): number {
    return this.stack.length;
  }
}

export const REENTRANCY: readonly Mutant[] = [
  noWriteEofIn('connectionMade', 'connection_made', 'connection-made'),
  noWriteEofIn('pauseWriting', 'pause_writing', 'pause-writing'),
  noWriteEofIn('resumeWriting', 'resume_writing', 'resume-writing'),
  noWriteEofIn('dataReceived', 'data_received', 'data-received'),
  noWriteEofIn('eofReceived', 'eof_received', 'eof-received'),
  {
    name: 'no-write-in-connection-made',
    statement: 'Inside connection_made() nothing can be written yet.',
    killedBy: 'buffer/write-accepts',
    connect: wrong(
      class extends KnowsItsCallback {
        protected override mayWrite(): boolean {
          if (this.isIn('connectionMade')) throw new StateError('The transport is not ready.');
          return super.mayWrite();
        }
      },
    ),
  },
  {
    name: 'no-write-in-connection-lost',
    statement: 'Inside connection_lost() a write fails on what was let go of before it.',
    killedBy: 'reentrancy/calls-in-connection-lost',
    connect: wrong(
      class extends KnowsItsCallback {
        protected override mayWrite(): boolean {
          if (this.isIn('connectionLost')) throw new Error('There is no socket.');
          return super.mayWrite();
        }
      },
    ),
  },
  {
    name: 'pause-flag-after-the-callback',
    statement: 'Notes that it has paused only after pause_writing() has returned.',
    killedBy: 'reentrancy/pause-is-told-in-time',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybePause(): void {
          if (this.paused || this.losing || !this.isHigh(this.buffer.size)) return;
          this.tell(() => this.protocol.pauseWriting());
          this.paused = true;
        }
      },
    ),
  },
  {
    name: 'raise-is-swallowed',
    statement: 'What a callback raises is reported to nobody.',
    killedBy: 'reentrancy/raise-is-reported',
    connect: wrong(
      class extends ReferenceTransport {
        protected override tell(callback: () => void): void {
          try {
            callback();
          } catch {
            // Nobody hears of it.
          }
        }
      },
    ),
  },
  {
    name: 'raise-in-pause-reaches-the-writer',
    statement: 'What pause_writing() raises comes out of the write.',
    killedBy: 'reentrancy/raise-stays-inside',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybePause(): void {
          if (this.paused || this.losing || !this.isHigh(this.buffer.size)) return;
          this.paused = true;
          this.protocol.pauseWriting();
        }
      },
    ),
  },
  {
    name: 'raise-in-pause-is-fatal',
    statement: 'A pause_writing() that raises ends the connection.',
    killedBy: 'reentrancy/raise-in-pause-goes-on',
    connect: wrong(
      class extends ReferenceTransport {
        protected override maybePause(): void {
          if (this.paused || this.losing || !this.isHigh(this.buffer.size)) return;
          this.paused = true;
          this.hand(() => this.protocol.pauseWriting());
        }
      },
    ),
  },
  {
    name: 'reads-on-after-an-abort-in-data',
    statement: 'Reads until nothing waits, and looks only then whether data_received() has ended the transport.',
    killedBy: 'reentrancy/abort-in-data',
    connect: wrong(
      class extends ReferenceTransport {
        protected override received(bytes: Uint8Array): void {
          super.received(bytes);
          if (this.closing) this.read();
        }
      },
    ),
  },
  {
    name: 'write-dropped-two-callbacks-deep',
    statement: 'What is written in a callback that came inside another is dropped.',
    killedBy: 'buffer/write-accepts',
    connect: wrong(
      class extends KnowsItsCallback {
        protected override accept(chunks: readonly Uint8Array[]): void {
          if (this.depth < 2) super.accept(chunks);
        }
      },
    ),
  },
];

/** The one call of which no rule but the reentrancy's own and general ones speaks when it fails. */
function noWriteEofIn(callback: keyof Protocol, name: string, inName: string): Mutant {
  return {
    name: `no-write-eof-in-${inName}`,
    statement: `Inside ${name}() a write_eof() fails: the socket is in use.`,
    killedBy: `reentrancy/calls-in-${inName}`,
    connect: wrong(
      class extends KnowsItsCallback {
        override writeEof(): void {
          if (this.isIn(callback) && !this.eof && !this.closing) throw new Error('The socket is in use.');
          super.writeEof();
        }
      },
    ),
  };
}

function noting(protocol: Protocol, stack: (keyof Protocol)[]): Protocol {
  const inside = <T>(name: keyof Protocol, callback: () => T): T => {
    stack.push(name);
    try {
      return callback();
    } finally {
      stack.pop();
    }
  };
  return {
    connectionMade: (transport) => inside('connectionMade', () => protocol.connectionMade(transport)),
    pauseWriting: () => inside('pauseWriting', () => protocol.pauseWriting()),
    resumeWriting: () => inside('resumeWriting', () => protocol.resumeWriting()),
    dataReceived: (bytes) => inside('dataReceived', () => protocol.dataReceived(bytes)),
    eofReceived: () => inside('eofReceived', () => protocol.eofReceived()),
    connectionLost: (error) => inside('connectionLost', () => protocol.connectionLost(error)),
  };
}
