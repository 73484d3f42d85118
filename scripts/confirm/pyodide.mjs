/**
 * `node scripts/confirm/pyodide.mjs <package> <program.py>`: runs a program of Python in a Pyodide of its own, prints what it
 * prints, and ends as it does. It knows nothing of what the program shows.
 */
import { readFileSync } from 'node:fs';

const RUN = `
import runpy
def run(name):
    try:
        runpy.run_path(name, run_name='__main__')
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0
run`;

const [name, file] = process.argv.slice(2);
const { loadPyodide } = await import(name);
const python = await loadPyodide({ stdout: console.log, stderr: console.error });
python.FS.writeFile('program.py', readFileSync(file));
process.exitCode = python.runPython(RUN)('program.py');
