/**
 * What a matrix can hold: the fleet, which is what lives on this machine, then the built-in subjects; each with its place
 * among its like.
 */
import type { LineOf } from '../../conformance/report/matrix/lines.js';
import type { Listing } from '../../conformance/report/matrix/write.js';
import { findFleet } from '../../subjects/fleet/index.js';
import { BUILT_IN } from '../subjects.js';

export interface Listed {
  readonly subjects: readonly Listing[];
  /** What the fleet knows and has not. */
  readonly absent: readonly Omit<LineOf<'absent'>, 'type'>[];
}

export async function listed(): Promise<Listed> {
  const { subjects, absent } = await findFleet();
  return {
    subjects: [...subjects, ...BUILT_IN].map(({ name, project, kind, release }) => ({
      subject: name,
      project,
      kind,
      release,
    })),
    absent,
  };
}
