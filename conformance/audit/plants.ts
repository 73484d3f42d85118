/**
 * The faults that are planted in a harness before it is believed, and whether a trace shows them. Each is the harness's
 * own doing, in one of the three things that a trace tells: what arrives, what is called back, what is answered.
 * Says nothing of the transport: what it never does in the plain trace cannot be seen to go wrong in the planted one.
 */
import type { Callback, Script, Step, Trace } from '../../machines/alphabet.js';
import type { Plant, PlantedScript } from '../subject.js';

export interface PlantedFault {
  readonly script: PlantedScript;
  /** What was planted, in words that follow "was told to". */
  readonly what: string;
  /** Whether the planted trace shows it; null where the plain trace has nothing that could go wrong. */
  shows(plain: Trace, planted: Trace): boolean | null;
}

/** So many bytes are written; the one that is lost is neither the first nor the last. */
const BYTES = 8;

/** The script that is run with and without a fault. */
export const PLAIN: Script = {
  stimuli: [{ do: 'write', n: BYTES, kind: 'bytes' }, { do: 'drain', n: 'all' }, { do: 'settle' }],
  reactions: [],
  keepOpen: false,
};

/** Which byte and how many follow from the seed, so that no answer is right every time. */
export function plantedFaults(plain: Script, seed: number): readonly PlantedFault[] {
  const lose = 1 + rest(seed, BYTES - 2);
  const swell = 1 + rest(seed, 997);
  const planted = (plant: Plant): PlantedScript => ({ ...plain, plant });
  return [
    {
      script: planted({ lose }),
      what: `lose byte ${lose} on its way to the peer`,
      shows: (before, after) => {
        const arrived = bytesIn(before);
        return arrived > lose ? bytesIn(after) === arrived - 1 : null;
      },
    },
    {
      script: planted({ double: 'connection_made' }),
      what: 'note connection_made() twice',
      shows: (before, after) => {
        const made = timesMade(before);
        return made > 0 ? timesMade(after) === 2 * made : null;
      },
    },
    {
      script: planted({ swell }),
      what: `answer sizes that are ${swell} too large`,
      shows: (before, after) => {
        const first = before.steps[0];
        // A transport that could not be asked has answered nothing that could be larger.
        if (first !== undefined && first.errors.length > 0) return null;
        return first !== undefined && after.steps[0]?.after.size === first.after.size + swell;
      },
    },
  ];
}

/** All callbacks of a step, those inside others too. */
export function callsIn(step: Step): readonly Callback[] {
  return step.calls.flatMap((call) => [call, ...call.steps.flatMap(callsIn)]);
}

/** All steps of a trace, those inside callbacks too. */
export function stepsIn(trace: Trace): readonly Step[] {
  const within = (step: Step): readonly Step[] => [step, ...step.calls.flatMap((call) => call.steps.flatMap(within))];
  return trace.steps.flatMap(within);
}

/** How many bytes arrived, whatever they were. */
export function bytesIn(trace: Trace): number {
  let sum = 0;
  for (const { wire } of stepsIn(trace)) {
    for (const one of wire) {
      if (one === 'eof') continue;
      sum += 'unknown' in one ? one.unknown : one[1] - one[0];
    }
  }
  return sum;
}

function timesMade(trace: Trace): number {
  return trace.steps.flatMap(callsIn).filter(({ name }) => name === 'connection_made').length;
}

/** A seed may be negative. */
function rest(seed: number, of: number): number {
  return ((seed % of) + of) % of;
}
