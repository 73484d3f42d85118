/**
 * The audit of a subject's harness: whether its traces tell what happens, whether it can do what it declares and
 * declares what it can do, and whether the same script gives the same trace. It doubts; the suite decides what a doubt
 * costs. Knows no rule.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import { ask, asItCame } from '../ask.js';
import {
  ALL_CAPABILITIES,
  isFault,
  isTrace,
  needs,
  type Capability,
  type Fault,
  type Result,
  type Subject,
} from '../subject.js';
import type { Doubt } from '../verdict.js';
import { PLAIN, plantedFaults, type PlantedFault } from './plants.js';
import { PROBES, type Probe } from './probes.js';

type Audited = keyof typeof PROBES;
const AUDITED = ALL_CAPABILITIES.filter((one): one is Audited => one in PROBES);

export class Audit {
  readonly #subject: Subject;
  readonly #token: (script: Script) => string;
  readonly #doubts: Doubt[] = [];
  /** Scripts of the audit at which the harness failed, though it should be able to run them. */
  readonly faults: { readonly script: Script; readonly message: string; readonly stderr?: string }[] = [];
  /** What is declared and has not been shown yet. */
  readonly #unseen = new Set<Audited>();
  /** Why nothing could be asked, if so; and whether there was a trace all the same. */
  #failed: string | null = null;
  #hasTrace = false;
  /** First answers, to be compared with second ones. */
  readonly #firsts = new Map<Script, Trace>();

  constructor(subject: Subject, token: (script: Script) => string) {
    this.#subject = subject;
    this.#token = token;
  }

  /** Asks the subject what has to be known before it is judged. */
  async begin(seed: number): Promise<void> {
    const { capabilities } = this.#subject;
    const faults = capabilities.includes('planted-faults') ? plantedFaults(PLAIN, seed) : [];
    const asked = AUDITED.flatMap((capability) =>
      PROBES[capability].scripts
        .filter((script) => this.#canTry(script, capability))
        .map((script) => ({ capability, script })),
    );
    const scripts = [PLAIN, ...asked.map(({ script }) => script)];
    const results = await ask(this.#subject, [...scripts, ...scripts, ...faults.map(({ script }) => script)]);
    for (const [i, script] of scripts.entries()) {
      const result = results[i] as Result;
      const isAble = this.#canTry(script, null);
      if (isAble && isFault(result)) this.faults.push(troubleOf(script, result));
    }
    const [first] = results as readonly Result[] as [Result];
    if (!isTrace(first)) {
      this.#failed = reasonOf(first);
      return;
    }
    if (faults.length === 0) this.#doubt('unattested', UNDECLARED);
    else this.#attest(faults, first, results.slice(2 * scripts.length));
    if (this.isHopeless) return;
    for (const [i, script] of scripts.entries()) {
      const both = [results[i] as Result, results[i + scripts.length] as Result];
      this.hold(script, both.filter(isTrace));
    }
    for (const capability of AUDITED) {
      const own = results.slice(1, scripts.length).filter((_, i) => asked[i]?.capability === capability);
      this.#weigh(capability, own);
    }
  }

  /** Nothing that the subject says can be believed, so there is nothing to be judged. */
  get isHopeless(): boolean {
    return this.#doubts.some(({ kind }) => kind === 'dishonest');
  }

  /** Any trace of the run may show what the probes did not. */
  watch(trace: Trace): void {
    this.#hasTrace = true;
    for (const capability of this.#unseen) if (PROBES[capability].shows(trace)) this.#unseen.delete(capability);
  }

  /** What is asked again in the end. */
  remember(script: Script, trace: Trace): void {
    if (!this.#firsts.has(script)) this.#firsts.set(script, trace);
  }

  /** Asks again what was remembered. */
  async end(): Promise<void> {
    const scripts = [...this.#firsts.keys()];
    const results = await ask(this.#subject, scripts);
    for (const [i, script] of scripts.entries()) {
      this.hold(script, [this.#firsts.get(script), results[i]].filter((one) => one !== undefined).filter(isTrace));
    }
  }

  /** The traces of one script: without a clock and with an exact wire, nothing may differ in them but words. */
  hold(script: Script, traces: readonly Trace[]): void {
    if (!this.#subject.capabilities.includes('exact-drain')) return;
    if (new Set(traces.map(inShort)).size > 1) this.differed(script);
  }

  /** A script did not do again what it did before. */
  differed(script: Script): void {
    if (this.#doubts.some(({ kind }) => kind === 'unsteady')) return;
    this.#doubt(
      'unsteady',
      `The same script does not always give the same trace, so nothing that fails is believed: ${this.#token(script)}.`,
    );
  }

  /** All doubts, those about what never showed included: to be asked at the end. */
  doubts(): readonly Doubt[] {
    const unseen = [...this.#unseen].map((capability): Doubt => {
      const { sign, otherwise } = PROBES[capability];
      const message = `It declares ${capability}, and it was never seen that ${sign}. Either the harness lacks it, and must not declare it, or ${otherwise}.`;
      return { kind: 'unshown', capability, message };
    });
    // Where there is no trace at all, the faults say so themselves.
    if (this.#failed !== null && this.#hasTrace) {
      return [{ kind: 'unattested', message: `Nothing shows that its traces tell what happens: ${this.#failed}` }];
    }
    return [...this.#doubts, ...unseen];
  }

  #attest(faults: readonly PlantedFault[], plain: Trace, results: readonly Result[]): void {
    const none = results.find((result): result is Exclude<Result, Trace> => !isTrace(result));
    if (none !== undefined) {
      this.#doubt(
        'unattested',
        `It declares planted-faults, and its harness fails where they are needed: ${reasonOf(none)}`,
      );
      return;
    }
    const missed = faults.filter(({ shows }, i) => shows(plain, results[i] as Trace) === false);
    if (missed.length === 0) return;
    const told = inWords(missed.map(({ what }) => `to ${what}`));
    this.#doubt(
      'dishonest',
      `The harness did not report the planted fault: it was told ${told}, and its trace does not show it. Its traces are not seen to tell what happens, so nothing in them is believed.`,
    );
  }

  #weigh(capability: Audited, results: readonly Result[]): void {
    const { shows, answers, refuted, sign, otherwise }: Probe = PROBES[capability];
    const traces = results.filter(isTrace).map((trace) => asItCame(trace, []).trace);
    const fault = results.find(isFault);
    const isShown = traces.some(shows);
    const isRefuted = refuted !== undefined && traces.some(refuted.by);
    if (!this.#subject.capabilities.includes(capability)) {
      if (isShown && !isRefuted) {
        const message = `It does not declare ${capability}, yet it was seen that ${sign}. Declare it, so that what needs it is judged.`;
        this.#doubts.push({ kind: 'undeclared', capability, message });
      }
    } else if (fault !== undefined) {
      const message = `It declares ${capability}, and its harness fails where that is needed: ${fault.fault}`;
      this.#doubts.push({ kind: 'lacking', capability, message });
    } else if (refuted && isRefuted) {
      const message = `It declares ${capability}, but ${refuted.seen}. The harness lacks it, and must not declare it.`;
      this.#doubts.push({ kind: 'lacking', capability, message });
    } else if (otherwise !== undefined && !isShown && !(answers && traces.some(answers))) {
      this.#unseen.add(capability);
    }
  }

  #canTry(script: Script, capability: Capability | null): boolean {
    return [...needs(script)].every((one) => one === capability || this.#subject.capabilities.includes(one));
  }

  #doubt(kind: Doubt['kind'], message: string): void {
    this.#doubts.push({ kind, message });
  }
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

const UNDECLARED =
  'It does not declare planted-faults: nothing shows that its traces tell what happens, so what fails is not held against the transport, and what holds is not enough.';

function troubleOf(script: Script, { fault, stderr }: Fault): Audit['faults'][number] {
  return { script, message: fault, ...(stderr !== undefined && { stderr }) };
}

/** Why there is no trace. */
function reasonOf(result: Exclude<Result, Trace>): string {
  return isFault(result) ? result.fault : result.inconclusive;
}

/** Without messages: an address or a counter in one is no other behaviour. */
function inShort(result: Trace): string {
  return JSON.stringify(result, (key, value: unknown) => (key === 'message' ? undefined : value));
}
