/** The kinds of stream, by name. Each is imported only when it is opened: an old Node need not have all that others use. */
import type { Kind } from '../link.js';

export const KINDS: { readonly [name: string]: () => Promise<Kind> } = {
  tcp: async () => (await import('./tcp.js')).tcp,
  unix: async () => (await import('./sockets.js')).unix,
  stdin: async () => (await import('./stdin.js')).stdin,
  tls: async () => (await import('./tls.js')).tls,
  writable: async () => (await import('./writable.js')).writable,
};
