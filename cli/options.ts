/**
 * What may be said on the command line, checked: numbers, names from a list, globs of rules.
 * A mistake is a UsageError of one sentence. Never runs anything.
 */
import picomatch from 'picomatch';
import { count } from '../conformance/report/paper.js';
import { CHAPTERS, type Rule } from '../conformance/rule.js';
import { ALL_CAPABILITIES } from '../conformance/subject.js';
import { scriptsIn } from '../properties/exhaustive.js';
import { smallWorld } from '../properties/world.js';
import { UsageError } from '../subjects/usage.js';
import { suggestion } from './names.js';

/** A parser for commander: a whole number from `least` to `most`. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const n = /^\d+$/.test(text) ? Number(text) : NaN;
    if (n >= least && n <= most) return n;
    throw new UsageError(`${option} must be a whole number from ${count(least)} to ${count(most)}, not ${text}.`);
  };
}

/** How long scripts may be where all of them are run: not so long that nobody would see the end. */
export function depth(option: string): (text: string) => number {
  return (text) => {
    const n = wholeNumber(option, 1, 9)(text);
    const scripts = (deep: number) => scriptsIn(smallWorld(ALL_CAPABILITIES), deep);
    if (scripts(n) <= MOST_SCRIPTS) return n;
    let deepest = 1;
    while (scripts(deepest + 1) <= MOST_SCRIPTS) deepest++;
    throw new UsageError(
      `${option} ${n} would be ${count(scripts(n))} scripts, more than ${count(MOST_SCRIPTS)}; ` +
        `${deepest} is as deep as it goes, and random scripts (--runs) go deeper.`,
    );
  };
}

export function seconds(option: string): (text: string) => number {
  return (text) => {
    const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (n > 0 && n <= LONGEST) return n;
    throw new UsageError(`${option} must be a number of seconds above 0, at most ${count(LONGEST)}, not ${text}.`);
  };
}

export function percent(option: string): (text: string) => number {
  return (text) => {
    const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (n >= 0 && n <= 100) return n;
    throw new UsageError(`${option} must be a number from 0 to 100, not ${text}.`);
  };
}

export function oneOf<T extends string>(what: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((name) => name === text);
    if (found !== undefined) return found;
    throw new UsageError(`There is no ${what} ${text}${suggestion(text, known, `there are ${known.join(', ')}`)}`);
  };
}

/** For an option that may be given several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** The rules that were asked for: all, unless some are named; then without those that are excluded. */
export function selectRules(
  rules: readonly Rule[],
  only: readonly string[],
  without: readonly string[],
): readonly Rule[] {
  const wanted = only.map((glob) => matcher('--rule', glob, rules));
  const unwanted = without.map((glob) => matcher('--exclude-rule', glob, rules));
  const left = rules.filter(
    ({ id }) => (wanted.length === 0 || wanted.some((is) => is(id))) && !unwanted.some((is) => is(id)),
  );
  if (left.length === 0) throw new UsageError('The options --rule and --exclude-rule together leave no rule.');
  return left;
}

/** The one rule of that id. */
export function findRule(rules: readonly Rule[], id: string): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  throw new UsageError(`There is no rule ${id}${suggestion(id, idsOf(rules), '`plimsoll list` names all')}`);
}

/** Scripts of a small world, those that need not be run included. */
const MOST_SCRIPTS = 20_000_000;

/** Ten days. A timer cannot count much further. */
const LONGEST = 864_000;

/** A star crosses slashes, as ids are not paths; and a chapter stands for all its rules. */
function matcher(option: string, glob: string, rules: readonly Rule[]): (id: string) => boolean {
  const isChapter = (CHAPTERS as readonly string[]).includes(glob);
  const is = picomatch(isChapter ? `${glob}/*` : glob, { bash: true });
  const ids = idsOf(rules);
  if (ids.some((id) => is(id))) return is;
  throw new UsageError(
    `${option} ${glob} matches no rule${suggestion(literal(glob), ids, '`plimsoll list` names all')}`,
  );
}

/** What is left of a glob when its ends are cut back to plain letters. */
function literal(glob: string): string {
  return glob.replace(/^[^\w]+|[^\w]+$/g, '');
}

function idsOf(rules: readonly Rule[]): readonly string[] {
  return rules.map((rule) => rule.id);
}
