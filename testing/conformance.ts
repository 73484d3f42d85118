/**
 * describeConformance(): the suite as tests of a test runner, one for each rule. Knows no runner by name: what it needs of
 * one is handed to it. The campaign is run once, before the first test that was selected; nothing is run when tests are
 * declared.
 */
import { coarse } from '../conformance/coarse.js';
import { isBroken } from '../conformance/report/summary.js';
import { gates } from '../conformance/refuses.js';
import type { Rule } from '../conformance/rule.js';
import { needs, type Capability } from '../conformance/subject.js';
import type { Report, RuleResult } from '../conformance/verdict.js';
import { known, type GivenSubject } from './given.js';
import { judge, rulesFor, type JudgeOptions } from './judge.js';
import { brokenText, ConformanceError, notEnoughText } from './message.js';

/** What is needed of a test runner. Those of Jest, Vitest and `node:test` have it under these names. */
export interface Runner {
  readonly describe: (name: string, tests: () => void) => unknown;
  readonly it: DeclaresTest & { readonly skip: DeclaresTest };
  /** Jest and Vitest. */
  readonly beforeAll?: (hook: () => Promise<void>, timeout?: number) => unknown;
  /** `node:test`. */
  readonly before?: (hook: () => Promise<void>, options?: { timeout?: number }) => unknown;
}
/** A name, then the test: a function that may be given a context. Loose, since each runner has overloads of its own. */
type DeclaresTest = (name: string, ...test: never[]) => unknown;
type Declare = (name: string, test: (...context: unknown[]) => void) => unknown;

export interface ConformanceOptions extends JudgeOptions {
  /** Milliseconds for the whole campaign; ten minutes unless given. */
  readonly timeout?: number;
}

const TIMEOUT = 600_000;

/**
 * Declares a test for each rule, and a last one that says what there was not enough evidence for.
 *
 * - A title begins with the rule's id, so that a runner's own filter selects it.
 * - A rule that needs a capability which the subject does not declare is skipped, with the reason in its title.
 * - A MUST rule that nothing spoke about fails: it has tested nothing. So it does where the harness failed, or where the
 *   same script once failed and once held.
 *
 * Throws a UsageError where the subject or an option is wrong.
 */
export function describeConformance(runner: Runner, subject: GivenSubject, options: ConformanceOptions = {}): void {
  const { describe, beforeAll, before } = runner;
  const it = runner.it as unknown as Declare;
  const declareSkipped = runner.it.skip as unknown as Declare;
  const { name, capabilities, again } = known(subject);
  const rules = rulesFor(options);
  const timeout = options.timeout ?? TIMEOUT;
  let report: Report | null = null;
  let failure: unknown = null;
  const left = new Set<Rule>();
  const run = async (): Promise<void> => {
    try {
      report = await judge(subject, options);
    } catch (error) {
      failure = error;
    }
  };
  const replay = (token: string): string => `npx plimsoll replay ${token} ${again}`.trimEnd();

  describe(name, () => {
    if (beforeAll !== undefined) beforeAll(run, timeout);
    else before?.(run, { timeout });

    for (const rule of rules) {
      const lacking = capabilities === null ? [] : lacks(rule, capabilities);
      if (lacking.length > 0) {
        left.add(rule);
        declareSkipped(`${rule.id}: unsupported, it needs ${lacking.join(' and ')}`, () => {});
      } else {
        it(`${rule.id}: ${rule.statement}`, (...context) => {
          const result = done().rules.find((one) => one.rule === rule);
          if (result !== undefined) tell(result, replay, context[0]);
        });
      }
    }

    it('what was not exercised: there is enough evidence for a verdict', () => {
      const judged = done();
      // What is skipped by what its own script needs may have been spoken about by others.
      const broken = judged.rules.filter((one) => left.has(one.rule) && isBroken(one) && gates(one.rule));
      const texts = [...broken.map((one) => brokenText(one, replay)), notEnoughText(judged, replay)];
      const text = texts.filter((one) => one !== '').join('\n\n');
      if (text !== '') throw new ConformanceError(text);
      const untested = judged.rules.filter(({ verdict }) => verdict === 'unexercised').map(({ rule }) => rule.id);
      if (untested.length > 0)
        console.warn(`${name}: nothing spoke about ${untested.join(', ')}; they have tested nothing.`);
    });
  });

  function done(): Report {
    if (report !== null) return report;
    throw failure ?? new ConformanceError('Nothing was judged: the campaign did not come to its end in time.');
  }
}

/** What the rule and its own script need and the subject has not. */
function lacks(rule: Rule, capabilities: readonly Capability[]): readonly Capability[] {
  const own = capabilities.includes('exact-drain') ? rule.given : coarse(rule.given);
  return [...new Set([...needs(own), ...(rule.needs ?? [])])].filter((one) => !capabilities.includes(one));
}

/** Ends a test as skipped, if the runner can do that once it has begun: Vitest and `node:test` can. */
function skip(context: unknown, reason: string): boolean {
  const can = (context as { skip?: (reason: string) => void } | undefined)?.skip;
  if (typeof can !== 'function') return false;
  can.call(context, reason);
  return true;
}

function tell(result: RuleResult, replay: (token: string) => string, context: unknown): void {
  const { rule, verdict, reason = '' } = result;
  switch (verdict) {
    case 'pass':
      return;
    case 'violation':
    case 'divergence':
      if (gates(rule)) throw new ConformanceError(brokenText(result, replay));
      skip(context, `Advice that is not followed. ${rule.statement}`);
      return;
    case 'unsupported':
      if (skip(context, `Unsupported: ${reason}`)) return;
      throw new ConformanceError(
        `${rule.id} is unsupported: ${reason} Hand over the subject itself in place of its name, and it is skipped.`,
      );
    case 'unexercised':
      // Where a runner cannot skip a test that has begun, the last test tells of it.
      if (rule.level !== 'MUST') return void skip(context, `Unexercised: ${reason}`);
      throw new ConformanceError(`${rule.id} has tested nothing: ${reason}`);
    default:
      throw new ConformanceError(`${rule.id} was not judged (${verdict}): ${reason}`);
  }
}
