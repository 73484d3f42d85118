/**
 * From what a subject did to what a page shows of it: the trace, the rules that fail, and the dialect of the model beside it.
 * Asks both judges and adds nothing to what they say.
 */
import type { Script, Trace } from '../machines/alphabet.js';
import { PROFILES, type ProfileName } from '../machines/choices.js';
import { profileFor } from '../conformance/declared.js';
import { rejudge } from '../conformance/rejudge.js';
import { urlOf } from '../conformance/report/finding.js';
import type { Failure } from '../conformance/rule.js';
import type { Subject } from '../conformance/subject.js';
import type { Broken, Evidence } from './film/evidence.js';
import { nearest } from './nearest.js';

type About = Pick<Subject, 'name' | 'version' | 'capabilities'>;

/** `asked`: a trace as ask() gives it. */
export function evidenceOf(subject: About, profile: ProfileName, script: Script, asked: Trace): Evidence {
  const { trace, failures, disagreement } = rejudge(asked, profile, subject.capabilities);
  const step = failures.find(({ path }) => path.length > 0)?.path[0] ?? asked.steps.length;
  const allowed = profileFor(PROFILES[profile], subject.capabilities);
  return {
    subject: subject.name,
    version: subject.version,
    profile,
    script,
    trace,
    broken: failures.map(brokenOf),
    ...nearest(script, asked, step, allowed),
    note: disagreement,
  };
}

export function brokenOf({ rule, expected, seen, path }: Failure): Broken {
  const { id, level, statement, clause } = rule;
  return { rule: id, level, statement, clause, url: urlOf(clause), expected, seen, path };
}
