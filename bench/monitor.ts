/**
 * What watching costs: a call on a watched transport against the same call on a bare one, as ratios in one run.
 * Prints; people judge.
 */
import { monitor } from '../monitor/index.js';
import { ReferenceTransport } from '../subjects/reference/transport.js';
import type { Protocol, Transport, Wire } from '../subjects/parts.js';

const CALLS = 20_000;
const ROUNDS = 5;
const BYTES = new Uint8Array(64);

const protocol: Protocol = {
  connectionMade: () => {},
  pauseWriting: () => {},
  resumeWriting: () => {},
  dataReceived: () => {},
  eofReceived: () => false,
  connectionLost: () => {},
};

/** A wire that takes whatever comes. */
const wire: Wire = {
  send: ({ length }) => length,
  read: () => null,
  onReadable: () => {},
  onWritable: () => {},
  shutdown: () => {},
  close: () => {},
};

const CALLED: readonly { readonly name: string; readonly call: (transport: Transport) => unknown }[] = [
  { name: 'write(), 64 bytes', call: (transport) => transport.write(BYTES) },
  { name: 'writelines(), four of them', call: (transport) => transport.writelines([BYTES, BYTES, BYTES, BYTES]) },
  { name: 'setWriteBufferLimits()', call: (transport) => transport.setWriteBufferLimits({ high: 1_024 }) },
  { name: 'getWriteBufferSize()', call: (transport) => transport.getWriteBufferSize() },
];

/** Prints a line for each call. */
export function benchMonitor(): void {
  console.log('\nA call through monitor() (median of 5), and how many times longer it takes than the bare call:');
  for (const { name, call } of CALLED) {
    const [bare = 0, watched = 0] = [open(false), open(true)].map((transport) => time(() => call(transport)));
    const each = `${((watched / CALLS) * 1000).toFixed(2)} µs`;
    console.log(`  ${name.padEnd(28)} ${each.padStart(10)}   ${(watched / bare).toFixed(0)} x`);
  }
}

function open(isWatched: boolean): Transport {
  const watch = isWatched ? monitor(protocol) : null;
  let begin = (): void => {};
  const loop = { callSoon: (callback: () => void) => void (begin = callback), callExceptionHandler: () => {} };
  const transport = new ReferenceTransport({ protocol: watch?.protocol ?? protocol, loop, wire });
  begin();
  return watch?.transport(transport) ?? transport;
}

function time(call: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const from = performance.now();
    for (let i = 0; i < CALLS; i++) call();
    return performance.now() - from;
  });
  // The first has warmed the engine.
  return rounds.slice(1).toSorted((a, b) => a - b)[ROUNDS >> 1] as number;
}
