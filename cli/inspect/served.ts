/**
 * The inspector's server as a command has it: started with words for what can go wrong, and ended by an interrupt.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPage } from '../../inspector/server/page.js';
import { serve, type Inspector, type ServerOptions } from '../../inspector/server/server.js';
import { inWords } from '../../subjects/raise.js';
import { UsageError } from '../../subjects/usage.js';

/** The page as it was built. From dist/cli/inspect/. */
export function template(): string {
  const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'inspector');
  try {
    return readPage(folder);
  } catch (error) {
    throw new UsageError(`The inspector’s page has not been built (${inWords(error)}): \`npm run build\` does it.`);
  }
}

export async function started(options: ServerOptions): Promise<Inspector> {
  try {
    return await serve(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const { port } = options;
    if (code === 'EADDRINUSE') {
      throw new UsageError(`Port ${port} is taken: give another with --port, or leave it out for any that is free.`);
    }
    if (code === 'EACCES') {
      throw new UsageError(`Port ${port} is not for everybody: give one above 1023 with --port, or leave it out.`);
    }
    throw new UsageError(`Nothing can be served on 127.0.0.1 (${inWords(error)}).`);
  }
}

/** Resolves at the first interrupt. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      for (const name of SIGNALS) process.off(name, end);
      resolve();
    };
    for (const name of SIGNALS) process.on(name, end);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
