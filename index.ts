/**
 * What the package gives to whoever has a transport to judge: defineTransport() and the words it needs.
 * Only re-exports.
 */
export {
  BrokenPipeError,
  defineTransport,
  ResetError,
  StateError,
  UnsupportedError,
  type Connect,
  type Loop,
  type Parts,
  type Protocol,
  type Transport,
  type TransportDefinition,
  type Wire,
} from './subjects/transport.js';
export type { Capability, Subject } from './conformance/subject.js';
