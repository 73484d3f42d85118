/**
 * `plimsoll replay`: runs the one script of a token again and shows what is seen, step by step, and which rules fail.
 */
import { ask } from '../conformance/ask.js';
import { profileFor } from '../conformance/declared.js';
import type { Language } from '../conformance/program/stage.js';
import { rejudge } from '../conformance/rejudge.js';
import { replayText, type Replayed } from '../conformance/report/replay.js';
import { isTrace, needs, type Result, type Subject } from '../conformance/subject.js';
import { decode } from '../conformance/token.js';
import { PROFILE_NAMES, PROFILES, type ProfileName } from '../machines/choices.js';
import type { Script, Trace } from '../machines/alphabet.js';
import { inWords } from '../subjects/raise.js';
import { UsageError } from '../subjects/usage.js';
import { closed } from './closed.js';
import { printProgram } from './as.js';
import { EXIT, type Exit } from './exit.js';
import { oneOf } from './options.js';
import { findSubject, isNamed, type Candidate } from './subjects.js';
import { complain } from './trouble.js';
import type { Terminal } from './terminal.js';

/** `given`: on what to run it, where not on what the token names. `language`: as a program of it, not as a table. */
export async function replay(
  token: string,
  given: string | Candidate | undefined,
  language: Language | undefined,
  terminal: Terminal,
): Promise<Exit> {
  const { script, subject: named, profile: profileName = 'contract' } = decode(token);
  const profile = oneOf('profile', PROFILE_NAMES)(profileName);
  const candidate =
    typeof given === 'object' ? given : await (given === undefined ? subjectOfToken(named) : findSubject(given));
  const subject = await opened(candidate, terminal);
  if (subject === null) return EXIT.notEnough;
  try {
    const lacks = [...needs(script)].filter((need) => !subject.capabilities.includes(need));
    if (lacks.length > 0) {
      complain(`${subject.name} cannot run this script: it has no ${lacks.join(', ')}.`, terminal);
      return EXIT.notEnough;
    }
    const [result] = await ask(subject, [script]);
    if (!isTrace(result)) {
      complain(`${subject.name} was not judged: ${reasonOf(result)}`, terminal);
      return EXIT.notEnough;
    }
    const replayed = judged(subject, profile, script, result);
    if (language === undefined || replayed.note !== undefined) terminal.out(replayText(terminal.paper, replayed));
    else {
      const held = profileFor(PROFILES[profile], subject.capabilities);
      const isPrinted = await printProgram(language, candidate, { ...replayed, subject, profile: held }, terminal);
      if (!isPrinted) return EXIT.notEnough;
    }
    return replayed.exit;
  } finally {
    await closed(subject, terminal);
  }
}

export async function subjectOfToken(named: string | undefined): Promise<Candidate> {
  if (named === undefined) throw new UsageError('The token names no subject: add one with --subject.');
  if (isNamed(named)) return findSubject(named);
  throw new UsageError(
    `The token is of ${named}, which is not built in: add --subject with the path of its module, or -- and the command of its agent.`,
  );
}

async function opened(candidate: Candidate, terminal: Terminal): Promise<Subject | null> {
  try {
    return await candidate.open(() => false);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    complain(`${candidate.given} was not judged: It did not start. ${inWords(error)}.`, terminal);
    return null;
  }
}

function reasonOf(result: Exclude<Result, Trace> | undefined): string {
  if (result === undefined) return 'It gave no answer.';
  return 'fault' in result ? result.fault : result.inconclusive;
}

/** Both judges are asked, as in a run. */
function judged(subject: Subject, profile: ProfileName, script: Script, asked: Trace): Replayed {
  const { trace, failures, isRefused, disagreement } = rejudge(asked, profile, subject.capabilities);
  const about = { subject, profile, script, trace, failures };
  if (disagreement === null) return { ...about, exit: isRefused ? EXIT.doesNot : EXIT.conforms };
  return { ...about, note: disagreement, exit: isRefused ? EXIT.doesNot : EXIT.notEnough };
}
