/**
 * A run of the suite that can be looked on at (`plimsoll run --inspect`): its subject is asked as before, and now and then a page
 * is told what it did. Nothing that is shown here is read by a judge, and no verdict waits for it.
 */
import type { Script } from '../../machines/alphabet.js';
import { PROFILES, type ProfileName } from '../../machines/choices.js';
import { profileFor } from '../../conformance/declared.js';
import { isTrace, type Result, type Subject } from '../../conformance/subject.js';
import type { Counterexample, Progress, Report, RuleResult } from '../../conformance/verdict.js';
import type { Evidence } from '../../inspector/film/evidence.js';
import { brokenOf } from '../../inspector/gather.js';
import { nearest } from '../../inspector/nearest.js';
import type { Inspector } from '../../inspector/server/server.js';
import type { Terminal } from '../terminal.js';
import { interrupted, started, template } from './served.js';

/** Milliseconds between two scripts that are shown, and between two tellings of how far it is. */
const PERIOD = 250;

export async function watching(port: number, terminal: Terminal, plimsoll: string): Promise<Watched> {
  const shown = {
    version: 1,
    plimsoll,
    opens: 'live',
    subject: null,
    profile: 'contract',
    script: null,
    evidence: [],
    unseen: [],
  } as const;
  const server = await started({ template: template(), shown, port, run: null });
  terminal.err(`The run can be watched at\n  ${server.page}\n`);
  return new Watched(server, terminal);
}

export class Watched {
  readonly #server: Inspector;
  readonly #terminal: Terminal;
  #lastCase = -Infinity;
  #lastTold = -Infinity;

  constructor(server: Inspector, terminal: Terminal) {
    this.#server = server;
    this.#terminal = terminal;
  }

  /** The same subject, whose traces are seen. */
  over(subject: Subject, profile: ProfileName): Subject {
    const see = (scripts: readonly Script[], results: readonly Result[]): readonly Result[] => {
      this.#see(subject, profile, scripts, results);
      return results;
    };
    return {
      name: subject.name,
      version: subject.version,
      capabilities: subject.capabilities,
      ...(subject.claims && { claims: subject.claims }),
      get notes() {
        return subject.notes ?? [];
      },
      run: (scripts) => {
        const results = subject.run(scripts);
        return results instanceof Promise ? results.then((all) => see(scripts, all)) : see(scripts, results);
      },
    };
  }

  progress(subject: Subject, { phase, done, total, violations }: Progress): void {
    const now = performance.now();
    if (now - this.#lastTold < PERIOD && done < total) return;
    this.#lastTold = now;
    this.#server.tell({ type: 'suite', subject: subject.name, phase, done, total, violations });
  }

  report({ subject, options, rules }: Report): void {
    for (const group of byToken(rules)) {
      const [{ counterexample }] = group;
      const broken = group.map(({ rule, counterexample: { expected, seen, path } }) =>
        brokenOf({ rule, expected, seen, path }),
      );
      const { script, trace } = counterexample;
      const step = broken.find(({ path }) => path.length > 0)?.path[0] ?? trace.steps.length;
      const about = evidence(subject, options.profile, script, trace, step);
      this.#server.tell({ type: 'finding', evidence: { ...about, broken } });
    }
  }

  /** Waits for an interrupt, unless there has been one: what was seen stays to be looked at. */
  async end(exit: number, isEnded: boolean): Promise<void> {
    const sentence = `The run is over, with exit code ${exit}.`;
    this.#server.tell({ type: 'over', exit, sentence });
    if (!isEnded) {
      this.#terminal.err('The run is over; Ctrl-C ends the inspector.\n');
      await interrupted();
    }
    await this.#server.close();
  }

  #see(subject: Subject, profile: ProfileName, scripts: readonly Script[], results: readonly Result[]): void {
    const now = performance.now();
    if (now - this.#lastCase < PERIOD) return;
    const at = scripts.findLastIndex((script, i) => !('plant' in script) && isTrace(results[i]));
    const [script, trace] = [scripts[at], results[at]];
    if (script === undefined || !isTrace(trace)) return;
    this.#lastCase = now;
    this.#server.tell({ type: 'case', evidence: evidence(subject, profile, script, trace, trace.steps.length) });
  }
}

type Found = RuleResult & { readonly counterexample: Counterexample };

/** Those that one script shows stand together. */
function byToken(rules: readonly RuleResult[]): readonly [Found, ...Found[]][] {
  const groups = new Map<string, [Found, ...Found[]]>();
  for (const one of rules) {
    if (one.counterexample === undefined) continue;
    const found = one as Found;
    const group = groups.get(one.counterexample.token);
    if (group === undefined) groups.set(one.counterexample.token, [found]);
    else group.push(found);
  }
  return [...groups.values()];
}

function evidence(
  subject: Pick<Subject, 'name' | 'version' | 'capabilities'>,
  profile: ProfileName,
  script: Script,
  trace: Evidence['trace'],
  step: number,
): Evidence {
  const allowed = profileFor(PROFILES[profile], subject.capabilities);
  const about = { subject: subject.name, version: subject.version, profile, script, trace, broken: [], note: null };
  return { ...about, ...nearest(script, trace, step, allowed) };
}
