/**
 * A net.Socket over TCP on the loopback. What one end has sent is at the other a moment later, and not always in the same
 * one: so it is waited for, within a bound, wherever something is known to be on its way.
 */
import type { Socket } from 'node:net';
import { HIGH_WATER_MARK, type Kind, type PeersWitness } from '../link.js';
import { SocketLink, type Ends } from './kernel.js';
import { PATIENCE, rest, waitUntil } from './patience.js';
import { CAPABILITIES, connector } from './sockets.js';

const connectTcp = connector(
  (server, listening) => server.listen(0, '127.0.0.1', listening),
  (socket, server) => socket.connect((server.address() as { port: number }).port, '127.0.0.1').setNoDelay(true),
  (peer, { isEndWaiting }) => {
    // Of an end that waits and a reset after it, TCP tells the end.
    if (!isEndWaiting) peer.resetAndDestroy();
    return !isEndWaiting;
  },
);

export const tcp: Kind = {
  name: 'tcp',
  what: 'net.Socket on TCP over the loopback',
  capabilities: CAPABILITIES,
  async open(witness) {
    const ends = await connectTcp(HIGH_WATER_MARK);
    return new TcpLink(ends.socket, ends, witness);
  },
};

class TcpLink extends SocketLink {
  /** What the peer has sent, and the stream has told of. */
  #sent = 0;
  #received = 0;
  #isEndSent = false;
  #isResetSent = false;

  constructor(stream: Socket, ends: Ends, witness: PeersWitness) {
    super(stream, ends, witness);
    stream.on('data', (bytes: Uint8Array) => (this.#received += bytes.length));
  }

  override look(isInCall: boolean): void {
    super.look(isInCall);
    if (!this.isOpen) return;
    const hasCome = waitUntil(() => {
      super.look(isInCall);
      return this.isOver || this.hasAll();
    });
    if (!hasCome) this.witness.doubt(`What was sent over TCP did not come in ${PATIENCE} ms.`);
  }

  /** Also what the kernel has found room for although it had none a moment ago. */
  override isTorn(): boolean {
    const { destroyed, errored, writableEnded, writableLength } = this.stream;
    if (destroyed || errored !== null || this.isOver) return false;
    const hasTaken = !this.isOpen && !writableEnded && this.delivered + writableLength < this.witness.accepted;
    return hasTaken || super.isTorn();
  }

  /** TCP makes its buffer larger as it pleases, so that nobody can say which of the two finds room first. */
  override stall(): void {
    if (this.isOpen && this.stream.writableLength > 0)
      this.witness.doubt('What waits may go out while the wire is stalled.');
    super.stall();
  }

  /** The peer's kernel may take some of it a moment later: it is full when three moments have changed nothing. */
  protected override fill(): void {
    super.fill();
    for (let quiet = 0; quiet < 3; quiet++) {
      const before = this.filling;
      rest();
      super.fill();
      if (this.filling !== before) quiet = 0;
    }
  }

  isBusy(): boolean {
    const { destroyed, errored, readableEnded, writableFinished } = this.stream;
    if (!this.isOver && (destroyed || (writableFinished && this.isOpen))) return true;
    if (destroyed || errored !== null || readableEnded) return false;
    return this.#received < this.#sent || this.#isEndSent || this.#isResetSent;
  }

  override peerReset(): void {
    super.peerReset();
    this.#isResetSent = this.isOver;
  }

  protected override send(n: number): void {
    super.send(n);
    this.#sent += n;
  }

  protected override sendEnd(): void {
    super.sendEnd();
    this.#isEndSent = true;
  }
}
