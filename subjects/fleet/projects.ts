/**
 * The projects whose transports are judged beside CPython's and Node's, as data: what of them is installed, with which
 * Python, and what starts an agent for each of their transports. Adding one is adding a line here, and where it is not
 * an event loop, a file in adapters/.
 */

export interface Project {
  /** As the matrix calls it. */
  readonly name: string;
  readonly what: string;
  /** What pip installs; one environment for each release, so that they stand side by side. */
  readonly distribution: string;
  readonly releases: readonly string[];
  /** What is pinned beside it. */
  readonly beside?: readonly string[];
  /** The Python it is installed for: of these, the first that is there, in its newest release. */
  readonly pythons: readonly string[];
  /** A module that is Debian's and cannot be installed by pip alone: the Python that has it is taken. */
  readonly borrows?: string;
  /** What must be importable once it is installed. */
  readonly imports: string;
  readonly kinds: readonly Kind[];
  /** What makes its loop in a program without us, where ours is made by an adapter. */
  readonly plainLoop?: string;
}

export interface Kind {
  /** As the matrix calls it. */
  readonly name: string;
  /** The arguments of the agent, or an adapter and its own. */
  readonly run: readonly [string, ...string[]] | { readonly adapter: string; readonly args?: readonly string[] };
}

/** The kinds that the agent makes by itself, on a loop of the project's. */
function kindsOn(loop: string, ...names: readonly string[]): readonly Kind[] {
  return names.map((name) => ({ name, run: [name, '--loop', loop] }));
}

function adapted(name: string, adapter: string, ...args: readonly string[]): Kind {
  return { name, run: { adapter, args } };
}

export const PROJECTS: readonly Project[] = [
  {
    name: 'uvloop',
    what: 'An event loop on libuv.',
    distribution: 'uvloop',
    releases: ['0.19.0', '0.23.0'],
    pythons: ['3.12', '3.11'],
    imports: 'uvloop',
    kinds: kindsOn('uvloop:new_event_loop', 'unix', 'tcp', 'pipe', 'subprocess', 'tls'),
  },
  {
    name: 'rloop',
    what: 'An event loop in Rust.',
    distribution: 'rloop',
    releases: ['0.5.0'],
    pythons: ['3.12', '3.13'],
    imports: 'rloop',
    kinds: kindsOn('rloop:new_event_loop', 'tcp', 'pipe'),
  },
  {
    name: 'aiofastnet',
    what: 'Transports in Cython for the loop of asyncio.',
    distribution: 'aiofastnet',
    releases: ['1.2.0'],
    pythons: ['3.12', '3.13'],
    imports: 'aiofastnet',
    plainLoop: 'aiofastnet.loop_factory()()',
    kinds: kindsOn('aiofastnet_loop:new_event_loop', 'unix', 'tcp', 'pipe', 'tls'),
  },
  {
    name: 'loopmini',
    what: 'An event loop in Rust.',
    distribution: 'loopmini',
    releases: ['0.2.3'],
    pythons: ['3.13'],
    imports: 'loopmini',
    kinds: kindsOn('loopmini:new_event_loop', 'unix', 'tcp'),
  },
  {
    name: 'blazio',
    what: 'An event loop in Zig.',
    distribution: 'blazio',
    releases: ['0.1.0'],
    pythons: ['3.13'],
    imports: 'blazio',
    kinds: kindsOn('blazio:new_event_loop', 'tcp'),
  },
  {
    name: 'zloop',
    what: 'An event loop in Zig.',
    distribution: 'zloop',
    releases: ['0.0.1'],
    pythons: ['3.13'],
    imports: 'zloop',
    kinds: kindsOn('zloop:new_event_loop', 'tcp'),
  },
  {
    name: 'pyserial-asyncio',
    what: 'Serial ports, here over a pseudo-terminal.',
    distribution: 'pyserial-asyncio',
    releases: ['0.6'],
    beside: ['pyserial==3.5'],
    pythons: ['3.12', '3.13'],
    imports: 'serial_asyncio',
    kinds: [adapted('pty', 'serial_pty.py', 'serial_asyncio')],
  },
  {
    name: 'pyserial-asyncio-fast',
    what: 'A fork of pyserial-asyncio that tries to write at once.',
    distribution: 'pyserial-asyncio-fast',
    releases: ['0.16'],
    beside: ['pyserial==3.5'],
    pythons: ['3.12', '3.13'],
    imports: 'serial_asyncio_fast',
    kinds: [adapted('pty', 'serial_pty.py', 'serial_asyncio_fast')],
  },
  {
    name: 'gbulb',
    what: 'An event loop on GLib’s.',
    distribution: 'gbulb',
    releases: ['0.6.6'],
    pythons: ['3.11', '3.12', '3.13'],
    borrows: 'gi',
    imports: 'gbulb',
    plainLoop: 'gbulb.GLibEventLoopPolicy().new_event_loop()',
    kinds: kindsOn('gbulb_loop:new_event_loop', 'unix', 'tcp', 'pipe'),
  },
];

/** Looked at and left out: why, in one sentence each. */
export const LEFT_OUT: readonly { readonly project: string; readonly reason: string }[] = [
  {
    project: 'asyncssh',
    reason:
      'It has no adapter yet: what the window of a channel has given cannot be taken back, so a wire does not stall.',
  },
  { project: 'serialx', reason: 'It has no adapter yet: it opens the descriptor by itself, in another thread.' },
  {
    project: 'rloop, UNIX sockets and TLS over them',
    reason: 'Its create_unix_connection() is not implemented.',
  },
  { project: 'zuvloop', reason: 'pip finds no release of it for this kind of machine.' },
  { project: 'rsloop', reason: 'pip finds no release of it for this kind of machine.' },
  { project: 'talyn', reason: 'Its transport works on a copy of the descriptor, which the harness cannot fill.' },
  { project: 'winloop', reason: 'It is for Windows.' },
  { project: 'kloop', reason: 'pip finds no release of it that is built for this kind of machine.' },
  { project: 'bracio', reason: 'Its loop makes no connection: create_connection() is not implemented.' },
  { project: 'veloxloop', reason: 'Its transport has no get_write_buffer_limits(), with which every script begins.' },
  { project: 'uringcore', reason: 'It ends the process at a write that is larger than 65,536 bytes.' },
  { project: 'trio-asyncio', reason: 'It has no transports of its own: they are CPython’s.' },
  { project: 'qasync', reason: 'It has no transports of its own on Linux: they are CPython’s.' },
];
