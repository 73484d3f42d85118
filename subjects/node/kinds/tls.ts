/**
 * A tls.TLSSocket over a UNIX socket, and another one as its peer. Both know one key, and need no certificate.
 */
import type { Socket } from 'node:net';
import { connect, TLSSocket, type ConnectionOptions } from 'node:tls';
import { HIGH_WATER_MARK, type Kind } from '../link.js';
import { agree, FramedLink, Frames } from './framed.js';
import { destroySoon } from './kernel.js';
import { CAPABILITIES, connectUnix } from './sockets.js';

const psk = Buffer.alloc(16, 'plimsoll');
const ciphers = 'PSK-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256';

export const tls: Kind = {
  name: 'tls',
  what: 'tls.TLSSocket on a UNIX socket',
  // A write is with the kernel in the call, and is said to be later: which of the two meets a reset is not to be told.
  capabilities: CAPABILITIES.filter((one) => one !== 'peer-reset'),
  async open(witness) {
    const ends = await connectUnix();
    const frames = new Frames(ends.peer);
    // The types know of these only where a server has them.
    const asServer = { isServer: true, allowHalfOpen: true, ciphers, pskCallback: () => psk };
    const peer = new TLSSocket(frames.stream as Socket, asServer);
    peer.on('error', () => {}); // its own affair
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
    let isSecure = false;
    stream.once('secureConnect', () => (isSecure = true));
    await agree(() => isSecure, ends.peer, frames);
    return new TlsLink(stream, ends, witness, peer, frames);
  },
};

class TlsLink extends FramedLink<TLSSocket> {
  finish(): void {
    destroySoon(this.stream);
  }
}
