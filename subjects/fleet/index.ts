/**
 * The fleet: every transport that can be judged on this machine by an agent in a process of its own. Each CPython and
 * PyPy that is found, in each kind that the agent makes by itself, and each project that `npm run fleet` installed.
 * It lists them and starts them; it never judges.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Subject } from '../../conformance/subject.js';
import { severalAgents } from '../process/several.js';
import { environmentOf, pythonIn, readNote } from './installed.js';
import { LEFT_OUT, PROJECTS, type Kind } from './projects.js';
import { findPythons, isOldEnough, type Python } from './pythons.js';
import { packageRoot } from './root.js';

export interface FleetSubject {
  /** As on the command line, for example `uvloop-0.23.0:tcp`. */
  readonly name: string;
  readonly project: string;
  readonly kind: string;
  readonly release: string;
  readonly what: string;
  readonly needs: string;
  /** The interpreter that it lives in. */
  readonly python: string;
  /** What makes its event loop in a program without Plimsoll, where that is not asyncio's own: `uvloop.new_event_loop()`. */
  readonly loop?: string;
  /** By so many agents, which share the scripts; one, if nothing is said. */
  open(isStopped: () => boolean, agents?: number): Promise<Subject>;
}

/** What is known and is not here: why, in one sentence. */
export interface Absent {
  readonly project: string;
  readonly reason: string;
}

export interface Fleet {
  readonly subjects: readonly FleetSubject[];
  readonly absent: readonly Absent[];
}

export async function findFleet(): Promise<Fleet> {
  const pythons = await findPythons();
  const able = pythons.filter(isOldEnough);
  const old = pythons.filter((python) => !isOldEnough(python));
  const { subjects, absent } = ofProjects();
  return {
    subjects: [...able.flatMap(ofPython), ...subjects],
    absent: [
      ...old.map(({ implementation, release }) => ({
        project: `${implementation} ${release}`,
        reason: 'The agent needs Python 3.8 or newer.',
      })),
      ...absent,
    ],
  };
}

/** The kinds that the agent makes by itself. */
const KINDS: Readonly<Record<string, string>> = {
  unix: 'a UNIX socket pair',
  tcp: 'a TCP connection',
  pipe: 'a pipe',
  subprocess: 'the stdin of a child process',
  tls: 'TLS over a TCP connection',
};

function ofPython({ implementation, release, command }: Python): readonly FleetSubject[] {
  return Object.entries(KINDS).map(([kind, on]) => ({
    name: `${implementation.toLowerCase()}-${release}:${kind}`,
    project: implementation,
    kind,
    release,
    what: `The transport of ${implementation} ${release} on ${on}.`,
    needs: `${implementation} ${release} on the PATH, or known to pyenv`,
    python: command,
    open: (isStopped, agents) =>
      start(`${implementation.toLowerCase()}-${release}:${kind}`, '', [command, ...agent(kind)], isStopped, agents),
  }));
}

function ofProjects(): Fleet {
  const note = readNote();
  const absent: Absent[] = [...LEFT_OUT];
  const subjects = PROJECTS.flatMap(({ name: project, distribution, releases, what, kinds, plainLoop }) =>
    releases.flatMap((release): readonly FleetSubject[] => {
      const python = pythonIn(environmentOf(distribution, release));
      const isThere = note?.installed.some((one) => one.project === project && one.release === release);
      if (isThere !== true || !existsSync(python)) {
        const told = note?.absent.find((one) => one.project === `${project} ${release}`);
        absent.push({
          project: `${project} ${release}`,
          reason: told?.reason ?? 'It is not installed: npm run fleet does it.',
        });
        return [];
      }
      return kinds.map((kind) => {
        const name = `${project}-${release}:${kind.name}`;
        return {
          name,
          project,
          kind: kind.name,
          release,
          what: `${what} Its transport: ${kind.name}.`,
          needs: `${distribution} ${release}, which \`npm run fleet\` installs`,
          python,
          ...loopOf(kind, plainLoop),
          open: (isStopped: () => boolean, agents?: number) =>
            start(name, `${project} ${release}, `, [python, ...argumentsOf(kind)], isStopped, agents),
        };
      });
    }),
  );
  return { subjects, absent };
}

function loopOf({ run }: Kind, plainLoop: string | undefined): { readonly loop?: string } {
  if (plainLoop !== undefined) return { loop: plainLoop };
  const given = 'adapter' in run ? undefined : run[run.indexOf('--loop') + 1];
  return given?.includes(':') ? { loop: `${given.replace(':', '.')}()` } : {};
}

function argumentsOf({ run }: Kind): readonly string[] {
  if ('adapter' in run) return [join(ADAPTERS, run.adapter), ...(run.args ?? [])];
  return agent(...run);
}

function agent(...args: readonly string[]): readonly string[] {
  return [AGENT, ...args];
}

const DIST = join(packageRoot(), 'dist');
const AGENT = join(DIST, 'agents', 'plimsoll_agent.py');
const ADAPTERS = join(DIST, 'subjects', 'fleet', 'adapters');

/** Under its name in the fleet, so that a token brings it back; whatever the agent calls itself. */
async function start(
  name: string,
  of: string,
  command: readonly string[],
  isStopped: () => boolean,
  agents = 1,
): Promise<Subject> {
  const path = [join(DIST, 'agents'), ADAPTERS].join(delimiter);
  const options = {
    command: command as readonly [string, ...string[]],
    // What a user has set for Pythons of theirs is not to change what is judged.
    env: {
      ...process.env,
      PYTHONPATH: path,
      PYTHONHOME: undefined,
      PYTHONASYNCIODEBUG: undefined,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    isStopped,
  };
  const subject = await severalAgents(options, agents);
  return {
    name,
    version: `${of}${subject.version}`,
    capabilities: subject.capabilities,
    ...(subject.claims && { claims: subject.claims }),
    get notes() {
      return subject.notes ?? [];
    },
    run: (scripts) => subject.run(scripts),
    close: () => subject.close?.(),
  };
}
