/**
 * Canaries around an honest transport that say of their harness what is not so: that it can do what it cannot, or cannot
 * do what it can.
 */
import type { Script, Step, Stimulus, Trace } from '../../machines/alphabet.js';
import {
  ALL_CAPABILITIES,
  CAPABILITIES,
  isFault,
  type Capability,
  type Fault,
  type Subject,
} from '../../conformance/subject.js';
import type { Connect } from '../parts.js';
import { ReferenceTransport } from '../reference/transport.js';
import { defineTransport } from '../transport.js';
import { identity, type Canary } from './canary.js';

const HONEST: Connect = (parts) => new ReferenceTransport(parts);

export const MISDECLARED: readonly Canary[] = [
  claiming('peer-data', 'sends none', (script) => ({ ...script, stimuli: script.stimuli.map(withoutData) })),
  claiming('exact-drain', 'has one that takes everything', (script) => ({
    ...script,
    stimuli: [{ do: 'drain', n: 1_048_576 }, ...script.stimuli],
  })),
  // Whether a close() ends reading, or the harness in its stead, no trace can tell: who does not say so is only judged less.
  ...ALL_CAPABILITIES.filter((one) => one !== 'close-ends-reading').map(hiding),
];

/** Runs another script than it is given, and tells it as the one that was. */
function claiming(capability: Capability, lack: string, other: (script: Script) => Script): Canary {
  const about = {
    name: `claims-${capability}`,
    statement: `Declares that ${CAPABILITIES[capability]}, and ${lack}.`,
  };
  const make = (): Subject => {
    const honest = defineTransport({ ...identity(about), connect: HONEST });
    const run = (scripts: readonly Script[]) => {
      const results = honest.run(scripts.map(other)) as readonly (Trace | Fault)[];
      return results.map((result, i) => toldAs(scripts[i] as Script, result));
    };
    return { ...honest, run };
  };
  return { ...about, make };
}

function hiding(hidden: Capability): Canary {
  const about = { name: `hides-${hidden}`, statement: `Has ${hidden}, and does not declare it.` };
  const capabilities = ALL_CAPABILITIES.filter((one) => one !== hidden);
  return { ...about, make: () => defineTransport({ ...identity(about), capabilities, connect: HONEST }) };
}

function withoutData(stimulus: Stimulus): Stimulus {
  return stimulus.do === 'peer_data' ? { do: 'peer_data', n: 0 } : stimulus;
}

function toldAs({ stimuli }: Script, result: Trace | Fault): Trace | Fault {
  if (isFault(result)) return result;
  const [connect, ...steps] = result.steps as [Step, ...Step[]];
  const asked = steps.slice(-stimuli.length - (stimuli.at(-1)?.do === 'settle' ? 0 : 1)).map((step, i): Step => {
    const stimulus = stimuli[i];
    return stimulus?.do === 'peer_data' ? { ...step, stimulus } : step;
  });
  return { steps: [connect, ...asked] };
}
