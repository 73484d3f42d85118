/**
 * What the package gives to whoever has a transport to judge: defineTransport(), judge(), and the words they need.
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
export { UsageError } from './subjects/usage.js';
export type { Capability, Subject } from './conformance/subject.js';
export type { Report, RuleResult, Verdict } from './conformance/verdict.js';
export { judge, type JudgeOptions } from './testing/judge.js';
export type { GivenSubject } from './testing/given.js';
