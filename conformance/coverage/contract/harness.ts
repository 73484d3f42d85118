/** The contract, last chapter: notes on what can be seen of a transport. They promise nothing. */
import type { ContractPromise } from '../promise.js';

const WRITE = 'asyncio.WriteTransport.write';
const LOST = 'asyncio.BaseProtocol.connection_lost';
const NOTE = 'These are notes on measuring: there is nothing in them that a transport could break.';

const note = (id: string, clause: string, text: string): ContractPromise => ({
  id,
  source: 'harness',
  clause,
  text,
  untestable: NOTE,
});

export const HARNESS_NOTES: readonly ContractPromise[] = [
  note(
    'harness-1',
    WRITE,
    'A socket of the harness’s own, put under the real transport, decides how much each send takes: exact, repeatable and without a clock. This is how the suite drives its subjects (see harness.md).',
  ),
  note(
    'harness-2',
    WRITE,
    'A socket of the kernel can only be stalled or read from. If its buffer is filled up first, through a duplicate of the descriptor, the next write buffers exactly what it was given; what the filler put in is read off again before anything else.',
  ),
  note(
    'harness-3',
    WRITE,
    'How fine that is depends on the socket: a pair of UNIX sockets takes whole blocks of 4 KiB, and TCP wants a small send buffer (SO_SNDBUF) set before it connects.',
  ),
  note(
    'harness-4',
    LOST,
    'Some callbacks come inside a call and some from the loop. So a trace says of each observation whether it came during a call or while settling.',
  ),
  note(
    'harness-5',
    WRITE,
    'If each byte tells its own place in the stream, the peer can tell loss, doubling and a wrong order apart.',
  ),
  note(
    'harness-6',
    LOST,
    'What the loop’s exception handler is told is an observation, and so is a loop that does not come to rest.',
  ),
  note(
    'harness-7',
    WRITE,
    'CPython itself runs in Node: the npm package pyodide is CPython compiled to WebAssembly with its standard library, needs no Python and no network, loads in a few seconds, and several versions can stand side by side under npm aliases. asyncio’s own socket transport then runs on a loop and a socket of the harness’s making.',
  ),
  note(
    'harness-8',
    'asyncio.WriteTransport.writelines',
    'A known fault to try a suite on: CVE-2024-12254, a writelines() that never pauses, is in CPython 3.12.0 to 3.12.8, 3.13.0 and 3.13.1, and so among the aliased versions in 3.12 alone.',
  ),
];
