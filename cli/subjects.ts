/**
 * What can be judged: the built-in subjects by name, any other by the path of its module; and how each is opened.
 * Imports a subject only when it is opened. Never judges.
 */
import type { Subject } from '../conformance/subject.js';
import type { CPythonKind, CPythonVersion } from '../subjects/cpython/index.js';
import type { Canary } from '../subjects/canaries/index.js';
import type { NodeKind } from '../subjects/node/index.js';
import { isFleetName } from '../subjects/fleet/names.js';
import { UsageError } from '../subjects/usage.js';
import { guarded } from './guard.js';
import { suggestion } from './names.js';
import { shellWord } from './shell.js';

/** Something to judge, not yet started. */
export interface Candidate {
  /** As given on the command line. */
  readonly given: string;
  /** A module is somebody's own: it is imported before anything runs, so that a mistake in it shows at once. */
  readonly isModule: boolean;
  /** What must follow a token, so that it is replayed on this one; empty where its name is enough. */
  readonly again: string;
  /** What makes its event loop in a program of Python, where that is not asyncio's own. */
  readonly loop?: string;
  /** `isStopped`: the run should end. */
  open(isStopped: () => boolean): Promise<Subject>;
}

export interface BuiltIn {
  readonly name: string;
  readonly what: string;
  readonly needs: string;
  /** Its place in a matrix: those of one project and kind stand side by side, by release. */
  readonly project: string;
  readonly kind: string;
  readonly release: string;
  open: Candidate['open'];
}

const VERSIONS: readonly CPythonVersion[] = ['3.11', '3.12', '3.13', '3.14'];

/** CPython's transports beside the usual one, each under its version's name and a word of its own. */
const OTHERS: readonly { kind: CPythonKind; what: string; versions: readonly CPythonVersion[] }[] = [
  { kind: 'pipe', what: 'The real _UnixWritePipeTransport of …, on a pipe of ours.', versions: VERSIONS },
  { kind: 'proactor', what: 'The real _ProactorSocketTransport of …, on a proactor of ours.', versions: VERSIONS },
  {
    kind: 'nosendmsg',
    what: 'The socket transport of …, where sockets have no sendmsg(), as on Windows.',
    // Before 3.12 it makes no difference: nothing was ever sent with it.
    versions: VERSIONS.filter((version) => version !== '3.11'),
  },
];

/** Node's own streams, of the Node that this runs on. */
const NODES: readonly { kind: NodeKind; what: string; needs?: string }[] = [
  { kind: 'tcp', what: 'The real net.Socket of this Node, on TCP over the loopback.' },
  { kind: 'unix', what: 'The real net.Socket of this Node, on a UNIX socket.' },
  { kind: 'tls', what: 'The real tls.TLSSocket of this Node, on a UNIX socket.' },
  {
    kind: 'stdin',
    what: 'The real stdin of a child process of this Node.',
    needs: 'the command cat, and /proc as Linux has it',
  },
  { kind: 'writable', what: 'The real stream.Writable of this Node, over a sink of ours.' },
];

export const BUILT_IN: readonly BuiltIn[] = [
  {
    name: 'reference',
    what: 'An honest transport in TypeScript, to the letter of the documents.',
    needs: 'nothing',
    project: 'Plimsoll',
    kind: 'reference',
    release: '',
    open: async () => (await import('../subjects/reference/subject.js')).reference(),
  },
  ...VERSIONS.map((version) => ({
    name: `cpython-${version}`,
    what: `The real _SelectorSocketTransport of CPython ${version}, run by Pyodide on a socket of ours.`,
    needs: `the npm package cpython-${version}, which is Pyodide; no Python, no network`,
    project: 'CPython',
    kind: 'Pyodide socket',
    release: version,
    open: async () => (await import('../subjects/cpython/index.js')).cpython(version),
  })),
  ...OTHERS.flatMap(({ kind, what, versions }) =>
    versions.map((version) => ({
      name: `cpython-${version}:${kind}`,
      what: what.replace('…', `CPython ${version}`),
      needs: `the npm package cpython-${version}, as above`,
      project: 'CPython',
      kind: `Pyodide ${kind}`,
      release: version,
      open: async () => (await import('../subjects/cpython/index.js')).cpython(version, { kind }),
    })),
  ),
  ...NODES.map(({ kind, what, needs = 'nothing' }) => ({
    name: `node:${kind}`,
    what,
    needs,
    project: 'Node',
    kind,
    release: process.versions.node,
    open: async (isStopped: () => boolean) =>
      (await import('../subjects/node/index.js')).nodeStream(kind, { isStopped }),
  })),
];

export const DEFAULT_SUBJECT = 'cpython-3.14';

/** What the names of mutants begin with, and those of canaries. */
const MUTANT = 'mutant:';
const CANARY = 'canary:';

/** Throws a UsageError where it is neither a name nor a path. Whether the path leads anywhere shows when it is opened. */
export async function findSubject(given: string): Promise<Candidate> {
  const builtIn = BUILT_IN.find(({ name }) => name === given);
  if (builtIn !== undefined) return ours(given, builtIn.open);
  if (isPath(given)) return module(given);
  if (given.startsWith(MUTANT)) return findMutant(given);
  if (given.startsWith(CANARY)) return findCanary(given);
  const ofFleet = isFleetName(given) ? await findInFleet(given) : null;
  if (ofFleet !== null) return ofFleet;
  const names = BUILT_IN.map(({ name }) => name);
  const otherwise = '`plimsoll subjects` names all';
  throw new UsageError(`There is no subject ${given}${suggestion(given, names, otherwise)}`);
}

/** Whether a token's subject can be opened by its name alone; of the fleet's, whether it may be. */
export function isNamed(name: string): boolean {
  return (
    isFleetName(name) || name.startsWith(MUTANT) || name.startsWith(CANARY) || BUILT_IN.some((one) => one.name === name)
  );
}

async function findMutant(given: string): Promise<Candidate> {
  const { MUTANTS, subjectOf } = await import('../subjects/mutants/index.js');
  const mutant = MUTANTS.find(({ name }) => MUTANT + name === given);
  if (mutant !== undefined) return ours(given, async () => subjectOf(mutant));
  const near = suggestion(
    given,
    MUTANTS.map(({ name }) => MUTANT + name),
    '`plimsoll subjects --mutants` names all',
  );
  throw new UsageError(`There is no mutant ${given.slice(MUTANT.length)}${near}`);
}

/** All canaries, the one that answers from the model among them. */
export async function allCanaries(): Promise<readonly Canary[]> {
  const { canaries } = await import('../subjects/canaries/index.js');
  const [{ runModel }, { dialect }] = await Promise.all([
    import('../machines/model.js'),
    import('../machines/choices.js'),
  ]);
  return canaries((script) => runModel(script, dialect()));
}

async function findCanary(given: string): Promise<Candidate> {
  const all = await allCanaries();
  const canary = all.find(({ name }) => CANARY + name === given);
  if (canary !== undefined) return ours(given, async () => canary.make());
  const near = suggestion(
    given,
    all.map(({ name }) => CANARY + name),
    '`plimsoll subjects --canaries` names all',
  );
  throw new UsageError(`There is no canary ${given.slice(CANARY.length)}${near}`);
}

/** Null where this machine has none of that name. */
async function findInFleet(given: string): Promise<Candidate | null> {
  const { subjects } = await (await import('../subjects/fleet/index.js')).findFleet();
  const found = subjects.find(({ name }) => name === given);
  return found === undefined ? null : { ...ours(given, found.open), ...(found.loop && { loop: found.loop }) };
}

function ours(given: string, open: Candidate['open']): Candidate {
  return { given, isModule: false, again: '', open };
}

function module(given: string): Candidate {
  const open: Candidate['open'] = async (isStopped) => guarded(await load(given), isStopped);
  return { given, isModule: true, again: `--subject ${shellWord(given)}`, open };
}

function isPath(given: string): boolean {
  return /[/\\]|\.[cm]?[jt]sx?$/.test(given) || given.startsWith('.');
}

async function load(path: string): Promise<Subject> {
  return (await import('../subjects/load.js')).loadSubject(path);
}
