/**
 * The contract as data: every promise of it, chapter by chapter. docs/contract.md and docs/spec-coverage.md are made of it.
 * A promise is claimed here, never judged: that is for the rules, and what is free for the choices.
 */
import { ABORT_PROMISES } from './contract/abort.js';
import { BUFFER_PROMISES } from './contract/buffer.js';
import { CLOSING_PROMISES } from './contract/closing.js';
import { EOF_PROMISES } from './contract/eof.js';
import { FLOW_PROMISES } from './contract/flow-control.js';
import { HARNESS_NOTES } from './contract/harness.js';
import { LIFE_PROMISES } from './contract/lifecycle.js';
import { LIMITS_PROMISES } from './contract/limits.js';
import type { ContractPromise } from './promise.js';

export interface ContractChapter {
  readonly title: string;
  readonly promises: readonly ContractPromise[];
}

export const CONTRACT: readonly ContractChapter[] = [
  { title: 'Limits', promises: LIMITS_PROMISES },
  { title: 'Flow control', promises: FLOW_PROMISES },
  { title: 'The buffer', promises: BUFFER_PROMISES },
  { title: 'close()', promises: CLOSING_PROMISES },
  { title: 'abort()', promises: ABORT_PROMISES },
  { title: 'write_eof()', promises: EOF_PROMISES },
  { title: 'The life of a connection', promises: LIFE_PROMISES },
  { title: 'What a harness can see', promises: HARNESS_NOTES },
];

export const PROMISES: readonly ContractPromise[] = CONTRACT.flatMap(({ promises }) => promises);
