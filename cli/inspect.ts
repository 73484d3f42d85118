/**
 * `plimsoll inspect`: puts together what there is to see, asks the subject where there is one, and serves the page or writes it
 * to a file. Looks only: what it comes to is no verdict, and its exit code is none.
 */
import { basename, dirname, resolve } from 'node:path';
import { ask } from '../conformance/ask.js';
import { rejudge } from '../conformance/rejudge.js';
import { isTrace, needs, type Result, type Subject } from '../conformance/subject.js';
import { evidenceOf } from '../inspector/gather.js';
import { scriptOf } from '../inspector/script-of.js';
import { pageOf } from '../inspector/server/page.js';
import type { Evidence, Shown, Unseen } from '../inspector/film/evidence.js';
import { brokenOf } from '../inspector/gather.js';
import { nearest } from '../inspector/nearest.js';
import { urlOf } from '../conformance/report/finding.js';
import type { Script, Trace } from '../machines/alphabet.js';
import { PROFILES, type ProfileName } from '../machines/choices.js';
import { inWords } from '../subjects/raise.js';
import { UsageError } from '../subjects/usage.js';
import type { AgentFlags } from './agent.js';
import { closed } from './closed.js';
import { EXIT, type Exit } from './exit.js';
import { givenIn, type Finding, type Given } from './inspect/given.js';
import { interrupted, started, template } from './inspect/served.js';
import { writeWhole } from './matrix/files.js';
import { subjectOfToken } from './replay.js';
import { findSubject, isNamed, type Candidate } from './subjects.js';
import { complain } from './trouble.js';
import type { Terminal } from './terminal.js';

export interface InspectFlags extends AgentFlags {
  readonly subject?: string;
  readonly html?: string;
  readonly port: number;
  readonly allowOrigin?: readonly string[];
  readonly profile: ProfileName;
}

/** `agent`: a command after `--`. */
export async function inspect(
  what: string | undefined,
  agent: Candidate | null,
  flags: InspectFlags,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  const given = givenIn(what);
  const origins = (flags.allowOrigin ?? []).map(originOf);
  const page = template();
  const other = agent ?? (flags.subject === undefined ? null : await findSubject(flags.subject));
  const cast = new Cast(flags.profile, terminal);
  try {
    const shown = await cast.shown(given, other, version);
    if (shown === null) return EXIT.notEnough;
    if (flags.html !== undefined) {
      save(flags.html, pageOf(page, { ...shown, subject: null, socket: null }, null));
      terminal.out(`${flags.html} is written: it opens in any browser, and asks nothing of the network.\n`);
      return EXIT.conforms;
    }
    const { subject } = cast;
    const server = await started({
      template: page,
      shown,
      port: flags.port,
      origins,
      run: subject === null ? null : async (script) => cast.ran(subject, shown.profile, script),
    });
    terminal.out(
      `The inspector is at\n  ${server.page}\nfor this machine alone. XState actors attach themselves at\n  ${server.actors}\nCtrl-C ends it.\n`,
    );
    await interrupted();
    await server.close();
    return EXIT.conforms;
  } finally {
    await cast.close();
  }
}

/** The subject that is asked, opened when it is first needed. */
class Cast {
  readonly #profile: ProfileName;
  readonly #terminal: Terminal;
  subject: Subject | null = null;

  constructor(profile: ProfileName, terminal: Terminal) {
    this.#profile = profile;
    this.#terminal = terminal;
  }

  /** Null where the subject could not be asked; that has been said. */
  async shown(given: Given, other: Candidate | null, plimsoll: string): Promise<Omit<Shown, 'socket'> | null> {
    const base = {
      version: 1 as const,
      plimsoll,
      opens: 'explore' as Shown['opens'],
      subject: null as Shown['subject'],
      profile: this.#profile,
      script: null as Script | null,
      evidence: [] as readonly Evidence[],
      unseen: [] as readonly Unseen[],
    };
    switch (given.kind) {
      case 'nothing':
        if (other !== null) return this.#beside(base, other);
        return base;
      case 'subject':
        if (other !== null) throw new UsageError('Either a subject or --subject, or a command after --: not both.');
        return this.#beside(base, await findSubject(given.name));
      case 'trace':
        return { ...base, opens: 'replay', evidence: [evidenceOfFile(given.file, given.trace, this.#profile)] };
      case 'token': {
        const { script, subject, profile = this.#profile } = given.replay;
        if (subject === undefined && other === null) return { ...base, script };
        const about = await this.#beside(
          { ...base, profile: profile as ProfileName },
          other ?? (await subjectOfToken(subject)),
        );
        if (about === null || this.subject === null) return null;
        const came = await this.ran(this.subject, about.profile, script);
        if (typeof came !== 'string') return { ...about, opens: 'replay', evidence: [came] };
        complain(came, this.#terminal);
        return null;
      }
      case 'report':
        return { ...base, opens: 'replay', ...(await this.#replayed(given.findings, other)) };
    }
  }

  /** The evidence, or a sentence where there is none. */
  async ran(subject: Subject, profile: ProfileName, script: Script): Promise<Evidence | string> {
    const lacks = [...needs(script)].filter((need) => !subject.capabilities.includes(need));
    if (lacks.length > 0) return `${subject.name} cannot run this script: it has no ${lacks.join(', ')}.`;
    const [result] = await ask(subject, [script]);
    if (!isTrace(result)) return `${subject.name} was not judged: ${reasonOf(result)}`;
    return evidenceOf(subject, profile, script, result);
  }

  async close(): Promise<void> {
    const { subject } = this;
    this.subject = null;
    if (subject !== null) await closed(subject, this.#terminal);
  }

  async #beside<B extends { subject: Shown['subject'] }>(base: B, candidate: Candidate): Promise<B | null> {
    const subject = await this.#opened(candidate);
    if (typeof subject === 'string') {
      complain(subject, this.#terminal);
      return null;
    }
    this.subject = subject;
    return { ...base, subject: { name: subject.name, version: subject.version } };
  }

  /** Each finding is asked for again; where its subject is not here, what the report says is all there is. */
  async #replayed(findings: readonly Finding[], other: Candidate | null): Promise<Pick<Shown, 'evidence' | 'unseen'>> {
    const evidence: Evidence[] = [];
    const unseen: Unseen[] = [];
    for (const name of new Set(findings.map(({ subject }) => subject))) {
      const own = findings.filter(({ subject }) => subject === name);
      const why = `${name} is not built in: add --subject with the path of its module, or -- and the command of its agent.`;
      const candidate = other ?? (isNamed(name) ? await findSubject(name) : null);
      const subject = candidate === null ? why : await this.#opened(candidate);
      for (const finding of own) {
        const came = typeof subject === 'string' ? subject : await this.ran(subject, finding.profile, finding.script);
        if (typeof came === 'string') unseen.push(...unseenOf(finding, came));
        else evidence.push(came);
      }
      if (typeof subject !== 'string') await closed(subject, this.#terminal);
    }
    return { evidence, unseen };
  }

  async #opened(candidate: Candidate): Promise<Subject | string> {
    try {
      return await candidate.open(() => false);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      return `${candidate.given} was not asked: It did not start. ${inWords(error)}.`;
    }
  }
}

/** Of whom nothing is known is judged by what is allowed to anybody. */
function evidenceOfFile(file: string, trace: Trace, profile: ProfileName): Evidence {
  const { failures, disagreement } = rejudge(trace, profile, []);
  const script = scriptOf(trace);
  const step = failures.find(({ path }) => path.length > 0)?.path[0] ?? trace.steps.length;
  const near = script === null ? { choices: {}, readFirst: true } : nearest(script, trace, step, PROFILES[profile]);
  return {
    subject: basename(file),
    version: 'a trace in a file',
    profile,
    script,
    trace,
    broken: failures.map(brokenOf),
    ...near,
    note:
      disagreement ??
      'A trace does not tell what its subject can do: what is allowed to some subjects is allowed here.',
  };
}

function unseenOf({ subject, script, rules }: Finding, why: string): Unseen[] {
  return rules.flatMap(({ rule, level, statement, clause, counterexample }) => {
    if (counterexample === null) return [];
    const { expected, seen } = counterexample;
    return [{ subject, script, why, broken: { rule, level, statement, clause, url: urlOf(clause), expected, seen } }];
  });
}

function reasonOf(result: Exclude<Result, Trace> | undefined): string {
  if (result === undefined) return 'It gave no answer.';
  return 'fault' in result ? result.fault : result.inconclusive;
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '')) return url.origin;
  throw new UsageError(`--allow-origin ${text} is no origin: give one such as http://localhost:3000.`);
}

function save(file: string, text: string): void {
  writeWhole(dirname(resolve(file)), { [basename(file)]: text });
}
