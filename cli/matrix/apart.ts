/**
 * Judges one subject in a process of its own, by `plimsoll run`: what hangs or crashes there costs its column and no other.
 * Reads the report that comes back, and checks each line of it. Never judges, never writes a file.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { lineSchema, type Line } from '../../conformance/report/lines.js';
import { inOneSentence } from '../../conformance/schema/sentence.js';
import { packageRoot } from '../../subjects/fleet/root.js';

export interface Budget {
  readonly seed: number;
  readonly runs: number;
  /** Seconds: then the run is asked to end, and ended some seconds later. */
  readonly maxTime: number;
}

/** The lines of its report, or why there is none: one sentence. */
export type Judged = readonly Line[] | string;

/** Starts it; `also` are tokens whose scripts are run too, and `signal` ends it at once. */
export function judgeApart(
  name: string,
  { seed, runs, maxTime }: Budget,
  also: readonly string[],
  signal: AbortSignal,
): Promise<Judged> {
  const budget = ['--seed', `${seed}`, '--runs', `${runs}`, '--max-time', `${maxTime}`];
  const args = ['run', name, '--reporter', 'ndjson', ...budget, ...also.flatMap((token) => ['--also', token])];
  const child = spawn(process.execPath, [COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
    timeout: (maxTime + GRACE) * 1000,
  });
  const said: Buffer[] = [];
  let size = 0;
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LONGEST) said.push(chunk);
    else child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`It could not be started: ${error.message}.`));
    child.on('close', (code, killedBy) => {
      if (size > LONGEST) return resolve(`Its report is over ${LONGEST / 1024 / 1024} MB.`);
      if (killedBy !== null && code === null)
        return resolve(`It did not end within ${maxTime + GRACE} s, and was ended.`);
      resolve(readReport(Buffer.concat(said).toString('utf8'), complaint));
    });
  });
}

const COMMAND = join(packageRoot(), 'bin', 'plimsoll.js');
/** Seconds beyond --max-time: what has been found is still told. */
const GRACE = 60;
const LONGEST = 64 * 1024 * 1024;

function readReport(text: string, complaint: string): Judged {
  const rows = text.split('\n').filter((row) => row !== '');
  const lines: Line[] = [];
  for (const row of rows) {
    let value: unknown;
    try {
      value = JSON.parse(row);
    } catch {
      return 'Its report is not whole.';
    }
    const read = lineSchema.safeParse(value);
    if (!read.success) return `Its report is not one: ${inOneSentence(read.error, value)}`;
    lines.push(read.data);
  }
  if (lines.length > 0) return lines;
  return complaint.trim().split('\n').at(-1) || 'Its run said nothing.';
}
