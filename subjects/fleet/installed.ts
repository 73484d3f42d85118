/**
 * The folder of the fleet: where each release of a project is installed, and the note of what could not be. `npm run
 * fleet` writes it; whoever lists subjects reads it. Nothing else of the project needs it to be there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from './root.js';

export const FLEET = '.fleet';

const noteSchema = z.strictObject({
  version: z.literal(1),
  installed: z.array(
    z.strictObject({
      project: z.string(),
      release: z.string(),
      /** The Python in whose environment it is, as its own release: 3.12.1. */
      python: z.string(),
      /** All that pip was told to install. */
      pins: z.array(z.string()),
    }),
  ),
  absent: z.array(z.strictObject({ project: z.string(), reason: z.string() })),
});
export type Note = z.infer<typeof noteSchema>;

export function fleetFolder(): string {
  return join(packageRoot(), FLEET);
}

export function notePath(): string {
  return join(fleetFolder(), 'fleet.json');
}

/** The folder of one release, an environment of its own. */
export function environmentOf(distribution: string, release: string): string {
  return join(fleetFolder(), `${distribution}-${release}`);
}

export function pythonIn(environment: string): string {
  return join(environment, 'bin', 'python');
}

/** Null where nothing was installed yet, or by an older Plimsoll: `npm run fleet` mends both. */
export function readNote(): Note | null {
  if (!existsSync(notePath())) return null;
  try {
    return noteSchema.safeParse(JSON.parse(readFileSync(notePath(), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}
