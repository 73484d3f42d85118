/**
 * Canaries that have no transport at all: they answer nothing, fail, or make their traces up. Each declares everything.
 */
import type { Given, Probe, Script, Step, Stimulus, Trace } from '../../machines/alphabet.js';
import { give, offers } from '../../machines/sizes.js';
import { ALL_CAPABILITIES, type Subject } from '../../conformance/subject.js';
import { identity, type Canary } from './canary.js';

export const IDLE: readonly Canary[] = [
  canary('null', 'Answers nothing.', () => []),
  canary('empty', 'Answers traces without a step.', (scripts) => scripts.map(() => ({ steps: [] }))),
  canary('throws', 'Fails at whatever it is asked.', () => {
    throw new Error('No transport today.');
  }),
  canary('echo', 'Reports what it was asked, and not what happened.', (scripts) => scripts.map(echo)),
];

export function fromModel(model: (script: Script) => Trace): Canary {
  return canary('model', 'Answers what the contract allows, without a transport.', (scripts) => scripts.map(model));
}

function canary(name: string, statement: string, run: (scripts: readonly Script[]) => readonly Trace[]): Canary {
  const about = { name, statement };
  return { ...about, make: (): Subject => ({ ...identity(about), capabilities: ALL_CAPABILITIES, run }) };
}

/** Takes it that every call does as it says, and that whatever was written arrives when the loop is turned. */
function echo({ stimuli }: Script): Trace {
  const limits = { low: 16_384, high: 65_536 };
  let [size, offered, closing] = [0, 0, false];
  const answers = (): Probe => ({ size, ...limits, closing, eof: true });
  const step = (given: Given, more: Partial<Step> = {}): Step => ({
    stimulus: given,
    raised: null,
    calls: [],
    wire: [],
    errors: [],
    ...more,
    after: answers(),
  });
  const made = { name: 'connection_made', size: 0, arrived: 0, steps: [] } as const;
  const steps = [step({ do: 'connect', ...limits }, { calls: [made] })];
  const whole: readonly Stimulus[] = [...stimuli, { do: 'settle' }];
  for (const stimulus of whole) {
    const given = give(stimulus, { size, ...limits, offered });
    const from = offered - size;
    offered += offers(given);
    size += offers(given);
    if (given.do === 'close' || given.do === 'abort') closing = true;
    const arrives = given.do === 'settle' && size > 0;
    if (arrives) size = 0;
    steps.push(step(given, arrives ? { wire: [[from, offered]] } : {}));
  }
  return { steps };
}
