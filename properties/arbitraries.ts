/**
 * Random scripts for fast-check: drawn by draw.ts, shrunk by the same reductions that minimise.ts tries. And dialects.
 * Scripts are an arbitrary of our own: nested ones draw ten times slower, and shrink relative sizes as mere numbers.
 */
import fc from 'fast-check';
import type { Script } from '../machines/alphabet.js';
import { allowed, CHOICE_NAMES, type Dialect, type Profile } from '../machines/choices.js';
import { scriptSchema } from '../conformance/schema/script.js';
import { Draw, type DrawOptions } from './draw.js';
import { reductions } from './reductions.js';

export function scripts(options: DrawOptions = {}): fc.Arbitrary<Script> {
  return new ScriptArbitrary(new Draw(options));
}

/** Whole dialects, of all that a profile allows. */
export function dialects(profile: Profile = {}): fc.Arbitrary<Dialect> {
  const values = CHOICE_NAMES.map((name) => [name, fc.constantFrom(...allowed(name, profile))]);
  return fc.record(Object.fromEntries(values)) as unknown as fc.Arbitrary<Dialect>;
}

class ScriptArbitrary extends fc.Arbitrary<Script> {
  readonly #draw: Draw;

  constructor(draw: Draw) {
    super();
    this.#draw = draw;
  }

  override generate(random: fc.Random): fc.Value<Script> {
    return new fc.Value(this.#draw.script(random), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Script {
    return scriptSchema.safeParse(value).success;
  }

  override shrink(script: Script): fc.Stream<fc.Value<Script>> {
    return fc.stream(reductions(script)).map((reduced) => new fc.Value(reduced, undefined));
  }
}
