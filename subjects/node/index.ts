/**
 * Node's own streams as subjects: each kind in an agent of its own (agent.ts), on the Node that runs this or on another.
 * Starts it and gives it its name; drives and judges nothing.
 */
import { join } from 'node:path';
import type { Subject } from '../../conformance/subject.js';
import { here } from '../here.js';
import { processSubject } from '../process/index.js';

export const NODE_KINDS = ['tcp', 'unix', 'tls', 'stdin', 'writable'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

export interface NodeOptions {
  /** The Node to be judged: this one, unless given. */
  readonly node?: string;
  /** Where the built agent is, for tests: the sources have none. */
  readonly agent?: string;
  readonly isStopped?: () => boolean;
}

export async function nodeStream(
  kind: NodeKind,
  { node = process.execPath, agent = join(here(), 'node', 'agent.js'), ...options }: NodeOptions = {},
): Promise<Subject> {
  const subject = await processSubject({ ...options, command: [node, agent, kind] });
  return { ...subject, name: `node:${kind}` };
}
