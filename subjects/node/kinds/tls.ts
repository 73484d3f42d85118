/**
 * A tls.TLSSocket over a UNIX socket. The peer is another one, over bytes that are handed to it: so it too is read without
 * the loop. Both know one key, and need no certificate.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, TLSSocket, type ConnectionOptions } from 'node:tls';
import { HIGH_WATER_MARK, type Kind, type PeersWitness } from '../link.js';
import { KernelLink, readAll, sendFrom, type Ends } from './kernel.js';
import { CAPABILITIES, connectUnix } from './sockets.js';

const psk = Buffer.alloc(16, 'plimsoll');
const ciphers = 'PSK-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256';
/** Turns of the loop in which the two must have agreed; they need some five. */
const HANDSHAKE = 1_000;

export const tls: Kind = {
  name: 'tls',
  what: 'tls.TLSSocket on a UNIX socket',
  capabilities: CAPABILITIES,
  async open(witness) {
    const ends = await connectUnix();
    const peer = new TlsPeer(ends.peer);
    const options: ConnectionOptions & { highWaterMark: number; allowHalfOpen: boolean } = {
      socket: ends.socket,
      ciphers,
      pskCallback: () => ({ psk, identity: 'plimsoll' }),
      checkServerIdentity: () => undefined,
      // Both are documented of a TLSSocket, and unknown to the types.
      allowHalfOpen: true,
      highWaterMark: HIGH_WATER_MARK,
    };
    const stream = connect(options);
    await agree(stream, ends.peer, peer);
    return new TlsLink(stream, ends, witness, peer);
  },
};

class TlsLink extends KernelLink<TLSSocket> {
  readonly #peer: TlsPeer;
  /** The peer has read the end, and then, when all before it was told, so was that. */
  #isEndRead = false;
  #isEndTold = false;
  /** Read, and not told of yet. */
  #read = Buffer.alloc(0);
  /** How many bytes the stream has said to have handed over. */
  #claimed = 0;

  constructor(stream: TLSSocket, ends: Ends, witness: PeersWitness, peer: TlsPeer) {
    super(stream, ends, witness);
    this.#peer = peer;
    peer.stream.on('data', (bytes: Buffer) => (this.#read = Buffer.concat([this.#read, bytes])));
    peer.stream.on('end', () => (this.#isEndRead = true));
  }

  /**
   * A call gives its records to the kernel, and counts them until the loop turns. The peer reads no further than the stream
   * says that it has come: who reads decides how far, and the size and what arrived then belong together.
   */
  override look(isInCall: boolean): void {
    super.look(isInCall);
    const { destroyed, writableFinished, writableLength } = this.stream;
    if (!destroyed || writableFinished) this.#claimed = this.witness.accepted - writableLength;
    const due = this.#read.subarray(0, Math.max(0, this.#claimed - this.delivered));
    this.#read = this.#read.subarray(due.length);
    if (due.length > 0) this.deliver(due);
    if (isInCall || !this.#isEndRead || this.#isEndTold || (this.#read.length > 0 && !destroyed)) return;
    this.#isEndTold = true;
    this.witness.eofArrived();
  }

  override stall(): void {
    if (this.isOpen && this.stream.writableLength > 0) this.witness.doubt(UNDER_WAY);
    super.stall();
  }

  isBusy(): boolean {
    return this.#peer.isBusy();
  }

  override close(): void {
    super.close();
    this.#peer.stream.destroy();
  }

  protected override got(bytes: Uint8Array): void {
    this.#peer.take(bytes);
  }

  /** The socket’s own end, where no record said so. */
  protected override ended(): void {
    this.isOver = true;
    this.#isEndRead = true;
    this.#peer.takeEnd();
  }

  protected override send(n: number): void {
    this.#peer.stream.write(Buffer.alloc(n));
  }

  protected override sendEnd(): void {
    this.#peer.stream.end();
  }
}

const UNDER_WAY = 'Of what a stream of records still counts, nobody can say how much is with the kernel.';

/** The other end of TLS: bytes in by take(), bytes out to the socket. */
class TlsPeer {
  readonly stream: TLSSocket;
  readonly #records: Duplex;

  constructor(socket: Socket) {
    this.#records = new Duplex({
      read() {},
      write(bytes: Uint8Array, _encoding, done) {
        for (let sent = 0; sent < bytes.length;) {
          const n = sendFrom(socket, bytes.subarray(sent));
          if (n === null) break; // it has gone
          sent += n;
        }
        done();
      },
    });
    // The types know of these only where a server has them.
    const options = { isServer: true, allowHalfOpen: true, ciphers, pskCallback: () => psk };
    this.stream = new TLSSocket(this.#records as Socket, options);
    for (const one of [this.stream, this.#records]) one.on('error', () => {}); // its own affair
  }

  take(bytes: Uint8Array): void {
    this.#records.push(Buffer.from(bytes));
  }

  takeEnd(): void {
    this.#records.push(null);
  }

  isBusy(): boolean {
    const isSending = ({ destroyed, writableLength }: Duplex): boolean => !destroyed && writableLength > 0;
    return isSending(this.stream) || isSending(this.#records);
  }
}

async function agree(stream: TLSSocket, socket: Socket, peer: TlsPeer): Promise<void> {
  let isSecure = false;
  const failed = new Promise<never>((_resolve, reject) => stream.once('error', reject));
  stream.once('secureConnect', () => (isSecure = true));
  // Some turns more than they need, for the records that follow.
  for (let turns = 0, after = 0; after < 4; turns++, after += Number(isSecure)) {
    if (turns === HANDSHAKE) throw new Error('The two ends of TLS did not agree.');
    await Promise.race([failed, new Promise((resolve) => setImmediate(resolve))]);
    readAll(socket, (bytes) => peer.take(bytes));
  }
  stream.removeAllListeners('error');
  failed.catch(() => {});
}
