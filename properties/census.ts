/**
 * How many scripts there are in a small world, how many of them were run, and why the others were not: each is counted
 * once, in whole branches of the tree, so that nothing has to be made in order to be counted. It decides nothing.
 */
import type { CallbackName } from '../machines/alphabet.js';
import { bitsOf, type Place, type Witness, type World } from './tree.js';

/** For worlds of one reaction, run at one call. */
export class Census implements Witness {
  /** Scripts that were run. */
  run = 0;
  /** Not run, since with the sizes that the subject would be given they are others that were. */
  same = 0;
  /** Not run, since the transport could not see how they differ from others that were. */
  unseen = 0;
  /** Not run, since what they begin with fails already. */
  failed = 0;
  /** Not run, since the callback in which they do something never came. */
  uncalled = 0;
  readonly #world: World;
  readonly #depth: number;
  readonly #bits: ReadonlyMap<CallbackName, number>;
  /** Lists of stimuli of up to so many. */
  readonly #lists: readonly number[];

  constructor(world: World, depth: number) {
    this.#world = world;
    this.#depth = depth;
    this.#bits = new Map(world.callbacks.map((name) => [name, bitsOf([name])]));
    const lists = [1];
    for (let n = 1; n <= depth; n++) lists.push(1 + world.stimuli.length * (lists[n - 1] as number));
    this.#lists = lists;
  }

  /** All scripts of the world up to the depth. */
  get all(): number {
    return this.#beginningWith({ length: 0, reacts: false, called: 0 });
  }

  /** Those that are accounted for so far. */
  get done(): number {
    return this.run + this.same + this.unseen + this.failed + this.uncalled;
  }

  leftOut(why: 'same' | 'unseen' | 'failed', from: Place): void {
    this[why] += this.#beginningWith(from);
  }

  settled(at: Place): void {
    this.same += this.#standingFor(at);
  }

  ran(at: Place): void {
    this.run++;
    this.uncalled += this.#standingFor(at) - 1;
  }

  broke(at: Place): void {
    this.run++;
    this.failed += this.#beginningWith(at) - 1;
  }

  /** Scripts that begin with this one: it, and with any reaction that is still open. */
  #beginningWith(place: Place): number {
    return this.#count(place, (left) => this.#lists[left] ?? 0);
  }

  /** Scripts that differ from this one only by what is done in callbacks that did not come. */
  #standingFor(place: Place): number {
    return this.#count(place, (left) => (left < 0 ? 0 : 1));
  }

  #count({ length, reacts, called }: Place, ways: (left: number) => number): number {
    const { inside, raises, most, reactions } = this.#world;
    const left = this.#depth - length;
    const isOpen = (name: CallbackName) => ((this.#bits.get(name) ?? called) & called) === 0;
    let sum = ways(left);
    if (!reacts && reactions > 0) {
      const open = this.#world.callbacks.filter(isOpen).length;
      for (let n = 0; n <= most; n++) {
        const quiet = n === 0 ? 0 : inside.length ** n;
        const loud = raises === 'also' || (raises === 'alone' && n === 0) ? inside.length ** n : 0;
        sum += open * (quiet + loud) * ways(left - n);
      }
    }
    return this.#bits.has('eof_received') && isOpen('eof_received') ? 2 * sum : sum;
  }
}
