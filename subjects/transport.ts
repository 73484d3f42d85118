/**
 * The door for whoever has a transport in TypeScript: defineTransport(), and the words it needs.
 * A definition in, a subject out; what runs it is in driver.ts.
 */
import type { Script, Trace } from '../machines/alphabet.js';
import { ALL_CAPABILITIES, CAPABILITIES, type Capability, type Fault, type Subject } from '../conformance/subject.js';
import { drive } from './driver.js';
import type { Connect } from './parts.js';
import { UsageError } from './usage.js';

export { BrokenPipeError, ResetError, StateError, UnsupportedError } from './errors.js';
export type { Connect, Loop, Parts, Protocol, Transport, Wire } from './parts.js';

export interface TransportDefinition {
  /** As on the command line, for example `my-transport`. */
  readonly name: string;
  /** What exactly is judged, for example `my-transport 1.4.2`. */
  readonly version: string;
  /** All, unless given. Leave out what the transport has not, such as `half-close`. */
  readonly capabilities?: readonly Capability[];
  readonly connect: Connect;
}

/** Makes a subject of a transport. Throws a UsageError that names the mistake, if there is one. */
export function defineTransport(definition: TransportDefinition): Subject {
  checkDefinition(definition);
  const { name, version, capabilities = ALL_CAPABILITIES, connect } = definition;
  return {
    name,
    version,
    capabilities,
    run: (scripts) =>
      scripts.length > 1 ? withoutStacks(() => driveAll(connect, scripts)) : driveAll(connect, scripts),
  };
}

function driveAll(connect: Connect, scripts: readonly Script[]): readonly (Trace | Fault)[] {
  return scripts.map((script) => drive(connect, script));
}

/**
 * A trace holds no stack, and collecting them takes a sixth of a campaign. A script that runs alone, as in a replay,
 * keeps them for whoever is debugging.
 */
function withoutStacks<T>(run: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** What every subject says of itself, whoever made it. The place begins each sentence. */
export function checkIdentity(given: object, place: string): void {
  const { name, version, capabilities } = given as { name?: unknown; version?: unknown; capabilities?: unknown };
  if (typeof name !== 'string' || !/^[\w.@/:+-]+$/.test(name)) {
    throw new UsageError(
      `${place} has no usable name: give it \`name\`, a string of letters, digits and . _ - + : @ / without spaces.`,
    );
  }
  if (typeof version !== 'string' || version === '') {
    throw new UsageError(`${place} has no version: give it \`version\`, a string that says what exactly is judged.`);
  }
  if (!Array.isArray(capabilities)) {
    throw new UsageError(`${place} has no list of capabilities: give it \`capabilities\`, an array of names.`);
  }
  const unknown: unknown = capabilities.find((one) => typeof one !== 'string' || !Object.hasOwn(CAPABILITIES, one));
  if (unknown !== undefined) {
    throw new UsageError(
      `${place} has an unknown capability ${JSON.stringify(unknown)}: use ${ALL_CAPABILITIES.join(', ')}.`,
    );
  }
}

function checkDefinition(definition: unknown): void {
  const place = 'defineTransport()';
  if (typeof definition !== 'object' || definition === null) {
    throw new UsageError(`${place} was given no definition: give it { name, version, connect }.`);
  }
  checkIdentity({ capabilities: ALL_CAPABILITIES, ...definition }, 'The definition given to defineTransport()');
  if (typeof (definition as Partial<TransportDefinition>).connect !== 'function') {
    throw new UsageError(
      `${place} was given no connect: give it a function ({ protocol, loop, wire }) that returns the transport.`,
    );
  }
}
