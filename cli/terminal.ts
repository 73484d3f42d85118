/**
 * The two streams and what they can show: width, colour, whether anyone watches. The one place that writes.
 * What is written is made elsewhere.
 */
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import type { Paper } from '../conformance/report/paper.js';

export interface Terminal {
  readonly paper: Paper;
  /** Someone watches the errors' stream: a line may be rewritten in place. */
  readonly isWatched: boolean;
  readonly errorWidth: number;
  /** Whoever read the output has gone (`| head`): nothing more needs to be said, or done. */
  isLeft(): boolean;
  out(text: string): void;
  err(text: string): void;
  /** Resolves when all that was written has left the process. */
  flushed(): Promise<void>;
}

export function openTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  let isLeft = false;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === stdout) isLeft = true;
    });
  }
  return {
    paper: {
      width: widthOf(stdout),
      colors: pc.createColors(hasColour(stdout, env)),
      wrap: (text, width) => wrapAnsi(text, width, { hard: true, trim: true }),
    },
    isWatched: stderr.isTTY && env['TERM'] !== 'dumb',
    errorWidth: widthOf(stderr),
    isLeft: () => isLeft,
    out: (text) => void (isLeft || stdout.write(text)),
    err: (text) => void stderr.write(text),
    flushed: async () => {
      await Promise.all([stdout, stderr].map(drained));
    },
  };
}

const NARROWEST = 40;
const WIDEST = 100;
/** Where nobody says: a file, a pipe. */
const USUAL = 80;

function widthOf(stream: NodeJS.WriteStream): number {
  return Math.min(WIDEST, Math.max(NARROWEST, stream.columns || USUAL));
}

/** https://no-color.org, then https://force-color.org, then the stream itself. */
function hasColour(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  // Of a pipe isTTY is undefined, which picocolors would take for leave to find out by itself.
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
