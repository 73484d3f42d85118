/**
 * How simple a script is, as one number: first its stimuli (those of reactions too), then how much there is to each.
 * `connect` and the last settle are in no script and cost nothing. Only an order: never a reason to keep or drop a script.
 */
import {
  CHUNK_KINDS,
  CONTAINERS,
  type Amount,
  type Item,
  type Mark,
  type Reaction,
  type Script,
  type Stimulus,
} from '../machines/alphabet.js';

/** No stimulus is worth any detail: what is in one costs less than this in the longest script there can be. */
const STIMULUS = 2 ** 28;
/** A relative size: dearer than a number of one digit, cheaper than 16 and more. */
const RELATIVE = 4;
const FRACTION = 4;
const REACTION = 4;
const RAISES = 2;

export function costOf({ stimuli, reactions, keepOpen }: Script): number {
  let cost = keepOpen ? 1 : 0;
  for (const stimulus of stimuli) cost += costOfStimulus(stimulus);
  for (const reaction of reactions) cost += costOfReaction(reaction);
  return cost;
}

function costOfReaction(reaction: Reaction): number {
  let cost = REACTION + reaction.times - 1 + (reaction.raises ? RAISES : 0);
  for (const stimulus of reaction.do) cost += costOfStimulus(stimulus);
  return cost;
}

function costOfStimulus(stimulus: Stimulus): number {
  switch (stimulus.do) {
    case 'write':
      return STIMULUS + costOfItem(stimulus);
    case 'writelines':
      return stimulus.items.reduce(
        (sum, item) => sum + 1 + costOfItem(item),
        STIMULUS + 2 + CONTAINERS.indexOf(stimulus.as),
      );
    case 'set_write_buffer_limits':
      return STIMULUS + costOfMark(stimulus.high) + costOfMark(stimulus.low);
    case 'drain':
      return STIMULUS + (stimulus.n === 'all' ? RELATIVE : costOfAmount(stimulus.n));
    case 'peer_data':
      return STIMULUS + costOfAmount(stimulus.n);
    default:
      return STIMULUS;
  }
}

function costOfItem({ n, kind }: Item): number {
  return costOfAmount(n) + CHUNK_KINDS.indexOf(kind);
}

function costOfAmount(amount: Amount): number {
  return typeof amount === 'number' ? costOfNumber(amount) : RELATIVE + costOfNumber(amount.plus);
}

function costOfMark(mark: Mark | undefined): number {
  if (mark === undefined) return 0;
  return 1 + (typeof mark === 'number' ? costOfNumber(mark) : RELATIVE + costOfNumber(mark.plus));
}

/** Its length in bits, and a little for a sign or a fraction. */
function costOfNumber(n: number): number {
  const size = Math.abs(n);
  return Math.ceil(Math.log2(size + 1)) + (n < 0 ? 1 : 0) + (Number.isInteger(n) ? 0 : FRACTION);
}
