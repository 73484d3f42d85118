/**
 * Where the subjects are, so that a worker or an agent can be started beside them. Knows two ways to ask, and nothing else.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder: of the sources, or of dist/. */
export function here(): string {
  // Under Jest this is CommonJS, where `import.meta` does not even parse; as an ES module there is no `__dirname`.
  return typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(ownUrl()));
}

/** The name that the engine gives to this file when it lists the calls in progress. */
function ownUrl(): string {
  const format = Error.prepareStackTrace;
  try {
    Error.prepareStackTrace = (_error, calls) => calls[0]?.getFileName();
    return new Error().stack as string;
  } finally {
    Error.prepareStackTrace = format;
  }
}
