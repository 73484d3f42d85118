/**
 * One trace of a subject held against both judges, outside a campaign: a replay's, or the inspector's. The verdict on a
 * subject is the suite's; this is of one script only.
 */
import type { Trace } from '../machines/alphabet.js';
import { PROFILES, type Dialect, type Profile, type ProfileName } from '../machines/choices.js';
import { asItCame } from './ask.js';
import { profileFor } from './declared.js';
import { Judge } from './judge.js';
import { consult, possibleIn } from './oracle.js';
import { refuses } from './refuses.js';
import type { Failure } from './rule.js';
import { RULES } from './rules/index.js';
import type { Subject } from './subject.js';

export interface Rejudged {
  /** As the subject told it; the places of the failures are places in it. */
  readonly trace: Trace;
  readonly failures: readonly Failure[];
  readonly isRefused: boolean;
  /** A sentence where the two judges do not agree: then there is no verdict. */
  readonly disagreement: string | null;
}

/** `asked`: a trace as ask() gives it. */
export function rejudge(asked: Trace, profile: ProfileName, capabilities: Subject['capabilities']): Rejudged {
  const allowed = profileFor(PROFILES[profile], capabilities);
  const failures = new Judge(RULES, allowed).judge(asked);
  const isRefused = refuses(failures);
  const { allows } = consult(asked, possibleIn(allowed));
  return {
    trace: asItCame(asked, []).trace,
    failures: failures.map((failure) => ({ ...failure, path: asItCame(asked, failure.path).path })),
    isRefused,
    disagreement:
      allows !== isRefused
        ? null
        : `The two judges disagree: the model ${allows ? 'allows' : 'refuses'} this trace. It is a bug of Plimsoll; please report it with the token.`,
  };
}

/** The dialects that explain a trace up to a step, that step left out; none where nothing does. */
export function dialectsBefore(asked: Trace, step: number, profile: Profile): readonly Partial<Dialect>[] {
  for (let end = step; end > 0; end--) {
    const opinion = consult({ steps: asked.steps.slice(0, end) }, possibleIn(profile));
    if (opinion.allows) return opinion.dialects;
  }
  return [];
}
