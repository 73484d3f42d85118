/**
 * The standard input of a child process, as child_process gives it. The child is `cat`: what it reads it writes to a socket
 * of ours, and it is stopped and continued, so that it takes nothing or whatever comes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Kind, PeersWitness } from '../link.js';
import { SocketLink, type Ends } from './kernel.js';
import { PATIENCE, waitUntil } from './patience.js';
import { connectUnix } from './sockets.js';

export const stdin: Kind = {
  name: 'stdin',
  what: 'the stdin of a child process',
  // A child that goes ends its stdin in two ways at once, and nobody can say which is seen: so nothing is reset here.
  capabilities: ['mutable-chunks', 'wide-chunks', 'wrong-chunks', 'exact-size', 'planted-faults'],
  async open(witness) {
    const { socket, peer } = await connectUnix();
    const child = spawn('cat', [], { stdio: ['pipe', socket, 'ignore'] });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    socket.destroy(); // the child's own copy is the only one that keeps it open
    const stream = child.stdin as Socket;
    return new StdinLink(child, stream, { socket: stream, peer, reset: () => false }, witness);
  },
};

class StdinLink extends SocketLink {
  readonly #child: ChildProcess;
  #isStopped = false;

  constructor(child: ChildProcess, stream: Socket, ends: Ends, witness: PeersWitness) {
    super(stream, ends, witness);
    this.#child = child;
    this.#stop();
    this.hold(); // what the child took before it was stopped
  }

  /** What the kernel has taken the child reads by itself: until it has, nobody looks further. */
  override look(isInCall: boolean): void {
    if (this.#isStopped && this.canOnlyEnd()) this.#continue();
    super.look(isInCall);
    if (!this.isOpen) return;
    this.#wait(() => {
      super.look(isInCall);
      return this.isOver || this.hasAll();
    });
  }

  override drain(): void {
    if (!this.isOpen) this.#continue();
    super.drain();
  }

  override stall(): void {
    if (this.isOpen && !this.stream.destroyed) {
      this.look(true);
      this.#stop();
    }
    super.stall();
  }

  isBusy(): boolean {
    return !this.isOver && this.canOnlyEnd();
  }

  override close(): void {
    super.close();
    this.#child.kill('SIGKILL');
  }

  #stop(): void {
    this.#child.kill('SIGSTOP');
    this.#isStopped = true;
    this.#wait(() => isAtRest(this.#child.pid as number));
  }

  #continue(): void {
    this.#child.kill('SIGCONT');
    this.#isStopped = false;
  }

  #wait(isDone: () => boolean): void {
    if (!waitUntil(isDone)) this.witness.doubt(`The child did nothing for ${PATIENCE} ms.`);
  }
}

/** Stopped, or gone: a signal takes its time. */
function isAtRest(pid: number): boolean {
  return /\) [TtZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}
