/**
 * A worker thread with one CPython in it: loads Pyodide and the driver, then answers batches of scripts.
 * Plain JavaScript, since the same file starts from the sources (under Jest) and from dist/. It never looks at a trace.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'python');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
// Bytes both ways: the older versions of Pyodide convert long strings ten times slower.
const ENTRY = `
import platform
from fakes import run_batch
def answer(scripts, kind):
    return run_batch(scripts.to_bytes(), kind).encode()
`;

try {
  const { loadPyodide } = await import(workerData.package);
  const pyodide = await loadPyodide({ stdout: () => {}, stderr: () => {} });
  for (const file of FILES) pyodide.FS.writeFile(file, readFileSync(join(FOLDER, file)));
  pyodide.runPython(ENTRY);
  const answer = pyodide.globals.get('answer');
  parentPort.on('message', ({ id, kind, scripts }) => {
    try {
      const result = answer(scripts, kind);
      const traces = result.toJs();
      result.destroy();
      parentPort.postMessage({ id, traces }, [traces.buffer]);
    } catch (error) {
      parentPort.postMessage({ id, failed: lastLine(error) });
    }
  });
  parentPort.postMessage({ python: pyodide.runPython('platform.python_version()'), pyodide: pyodide.version });
} catch (error) {
  parentPort.postMessage({ failed: lastLine(error), missing: error.code === 'ERR_MODULE_NOT_FOUND' });
}

/** Of a Python traceback, only the last line says what was wrong. */
function lastLine(error) {
  return String(error.message ?? error)
    .trim()
    .split('\n')
    .at(-1);
}
