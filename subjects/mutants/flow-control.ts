/**
 * Mutants of flow control: when writing pauses and resumes. One wrong part each; see mutant.ts.
 */
import { ReferenceTransport } from '../reference/transport.js';
import type { Mutant } from './mutant.js';

export const FLOW_CONTROL: readonly Mutant[] = [
  {
    name: 'pauses-one-byte-early',
    statement: 'Pauses at one byte below high.',
    killedBy: 'flow-control/no-pause-below-high',
    connect: (parts) =>
      new (class extends ReferenceTransport {
        protected override isHigh(size: number): boolean {
          return super.isHigh(size + 1);
        }
      })(parts),
  },
];
