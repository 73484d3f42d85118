/**
 * The abstract shape of a script: what it does, with sizes told by where they lie between the limits (docs/baseline.md).
 * Two scripts that differ only in how many bytes they take have one shape. Never which of them is shorter.
 */
import type { Amount, Given, Item, Mark, Reaction, Step, Stimulus, UpperStimulus } from '../../machines/alphabet.js';
import type { Rule } from '../rule.js';
import type { Counterexample } from '../verdict.js';

/** For example `write(above high), drain(some); in resume_writing(): close()`. */
export function shapeOf(rule: Rule, { script, trace, path }: Counterexample): string {
  // Which two scripts contradict one another is chance; that they do is the failure.
  if (path.length === 0 && rule.choice !== undefined) return `two ways of ${rule.choice}`;
  const { low, high } = (trace.steps[0] as Step).stimulus as Extract<Given, { do: 'connect' }>;
  const words = new Words({ low, high });
  const { stimuli, reactions, keepOpen } = script;
  return [
    stimuli.length === 0 ? 'nothing' : stimuli.map((one) => words.stimulus(one)).join(', '),
    ...reactions.map((one) => words.reaction(one)),
    ...(keepOpen ? ['in eof_received(): return True'] : []),
  ].join('; ');
}

class Words {
  /** In force, as far as the script says so in numbers. */
  #limits: { readonly low: number; readonly high: number };

  constructor(limits: { readonly low: number; readonly high: number }) {
    this.#limits = limits;
  }

  reaction({ on, do: stimuli, raises }: Reaction): string {
    const done = [...stimuli.map((one: UpperStimulus) => this.stimulus(one)), ...(raises ? ['raise'] : [])];
    return `in ${on}(): ${done.length === 0 ? 'nothing' : done.join(', ')}`;
  }

  stimulus(stimulus: Stimulus): string {
    switch (stimulus.do) {
      case 'write':
        return `write(${this.#chunk(stimulus)})`;
      case 'writelines':
        return `writelines(${this.#lines(stimulus.items, stimulus.as)})`;
      case 'set_write_buffer_limits': {
        const { high, low } = stimulus;
        const given = [
          ...(high === undefined ? [] : [`high ${markIn(high)}`]),
          ...(low === undefined ? [] : [`low ${markIn(low)}`]),
        ];
        if (typeof high === 'number') this.#limits = { high, low: typeof low === 'number' ? low : high / 4 };
        return `set_write_buffer_limits(${given.join(', ')})`;
      }
      case 'tamper':
        return stimulus.how;
      case 'drain':
        return `drain(${stimulus.n === 'all' ? 'all' : this.#amount(stimulus.n)})`;
      case 'peer_data':
        return `peer_data(${stimulus.n === 0 ? 'none' : 'some'})`;
      case 'write_eof':
      case 'close':
      case 'abort':
        return `${stimulus.do}()`;
      case 'stall':
      case 'peer_eof':
      case 'peer_reset':
      case 'settle':
        return stimulus.do;
    }
  }

  /** Neighbours that are alike are one: how many items there are says no more. */
  #lines(items: readonly Item[], as: string): string {
    if (as === 'not-iterable') return 'no iterable';
    const chunks = items.map((item) => this.#chunk(item)).filter((chunk, i, all) => chunk !== all[i - 1]);
    const list = `[${chunks.join(', ')}]`;
    return as === 'generator' ? `generator of ${list}` : list;
  }

  #chunk({ n, kind }: Item): string {
    if (kind === 'wrong') return 'wrong type';
    return kind === 'bytes' ? this.#amount(n) : `${kind} ${this.#amount(n)}`;
  }

  #amount(n: Amount): string {
    if (typeof n !== 'number') return `${n.plus === 0 ? 'to' : n.plus > 0 ? 'above' : 'below'} ${n.to}`;
    const { high } = this.#limits;
    if (n === 0) return 'none';
    if (n < high) return 'some';
    return n === high ? 'to high' : 'above high';
  }
}

function markIn(mark: Mark): string {
  if (typeof mark !== 'number') return `${mark.plus === 0 ? 'at' : mark.plus > 0 ? 'above' : 'below'} ${mark.at}`;
  if (!Number.isInteger(mark)) return 'fraction';
  return mark === 0 ? 'none' : mark < 0 ? 'negative' : 'some';
}
