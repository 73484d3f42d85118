/**
 * `npm run package`: packs Plimsoll, installs it into an empty project, and uses it there as its readers would: from ES
 * modules and from CommonJS, with `tsc --strict`, and in Jest, Vitest and node:test, green and then red.
 * Needs what npm has in its cache, or a registry. What could not be tried is printed as such, and is no pass.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
/** What the projects that install Plimsoll have themselves, in the versions of this repository. */
const COMPANIONS = ['jest', '@jest/globals', '@types/jest', 'ts-jest', 'typescript', 'vitest', '@types/node'];
const ENTRIES = ['', '/model', '/rules', '/testing', '/monitor'];
/** The line of the example that is taken away, so that it never pauses. */
const BROKEN = 'this.#tell(() => this.events.full());';

const work = mkdtempSync(join(tmpdir(), 'plimsoll-package-'));
let failures = 0;
try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;

function main() {
  lint();
  const tarball = pack();
  write('package.json', { name: 'somebody', private: true });
  const wanted = COMPANIONS.map((name) => `${name}@${versionOf(name)}`);
  const installed = run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...wanted]);
  if (installed.status !== 0) {
    failures++;
    console.log(
      `NOT TRIED: the package could not be installed (no registry, and not in npm's cache?).\n${installed.text}`,
    );
    return;
  }
  project();
  const isThere = readdirSync(join(work, 'node_modules')).some((name) => /pyodide|cpython/.test(name));
  check('Pyodide is not installed with it', !isThere);
  imports();
  command();
  types();
  runners();
}

function lint() {
  const publint = run('npx', ['publint', '--strict', '--pack', 'false'], { cwd: ROOT });
  check('publint', publint.status === 0, publint.text);
}

function pack() {
  const { stdout } = spawnSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const tarball = join(work, JSON.parse(stdout)[0].filename);
  const attw = run('npx', ['attw', tarball, '--format', 'ascii'], { cwd: ROOT });
  check('@arethetypeswrong/cli', attw.status === 0, attw.text);
  return tarball;
}

/** One node_modules, two projects: what is an ES module and what is not is said by their own package.json. */
function project() {
  for (const [name, type] of [
    ['esm', 'module'],
    ['cjs', 'commonjs'],
  ]) {
    write(join(name, 'package.json'), { private: true, type });
    for (const file of ['outbox.ts', 'my-transport.ts']) {
      const text = readFileSync(join(ROOT, 'docs', 'examples', file), 'utf8');
      const own = text.replace("'../../subjects/transport.js'", "'plimsoll'");
      // Where modules are CommonJS, TypeScript's imports have no ending.
      write(join(name, file), name === 'cjs' ? own.replace("'./outbox.js'", "'./outbox'") : own);
    }
    cpSync(join(HERE, name), join(work, name), { recursive: true });
  }
}

function imports() {
  const specifiers = ENTRIES.map((entry) => `plimsoll${entry}`);
  const body = specifiers.map((one) => `import * as _${specifiers.indexOf(one)} from '${one}';`).join('\n');
  const judging = `const report = await _3.judge('reference', { runs: 10 });\nprocess.exitCode = report.exit;\n`;
  write('esm/all.js', `${body}\n${judging}`);
  check('import', node('esm/all.js').status === 0, node('esm/all.js').text);
  const required = specifiers.map((one, i) => `const _${i} = require('${one}');`).join('\n');
  write(
    'cjs/all.js',
    `${required}\n_3.judge('reference', { runs: 10 }).then((report) => { process.exitCode = report.exit; });\n`,
  );
  const flags = process.allowedNodeEnvironmentFlags.has('--experimental-require-module')
    ? ['--no-experimental-require-module']
    : [];
  const cjs = run(process.execPath, [...flags, 'cjs/all.js']);
  check('require(), where it cannot load ES modules', cjs.status === 0, cjs.text);
  write(
    'esm/schema.js',
    `import schema from 'plimsoll/schema/protocol' with { type: 'json' };\nif (!schema.$schema) throw schema;\n`,
  );
  check('plimsoll/schema/protocol', node('esm/schema.js').status === 0, node('esm/schema.js').text);
}

function command() {
  const own = run('npx', ['plimsoll', 'run', 'reference', '--runs', '10']);
  check('npx plimsoll run reference', own.status === 0, own.text);
  const without = run('npx', ['plimsoll', 'run', 'cpython-3.12']);
  const isTold = without.text.includes('npm install cpython-3.12@npm:pyodide@') && without.status === 3;
  check('without Pyodide the command that brings it is told', isTold, without.text);
  const module = run('npx', ['plimsoll', 'run', './esm/my-transport.ts', '--runs', '50']);
  check('npx plimsoll run ./my-transport.ts', module.status === 0, module.text);
}

function types() {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  for (const name of ['esm', 'cjs']) {
    const checked = run(process.execPath, [tsc, '-p', name]);
    check(`tsc --strict, ${name}, libraries checked too`, checked.status === 0, checked.text);
  }
}

function runners() {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const all = [
    [
      'Jest, CommonJS with ts-jest',
      () => run(process.execPath, [jest, '--rootDir', 'cjs', '-c', 'cjs/jest.config.js']),
    ],
    [
      'Jest, ES modules with ts-jest',
      () => run(process.execPath, ['--experimental-vm-modules', jest, '--rootDir', 'esm', '-c', 'esm/jest.config.js']),
    ],
    [
      'Jest -t, one rule',
      () => run(process.execPath, [jest, '-c', 'cjs/jest.config.js', '-t', 'flow-control/write-over-high-pauses']),
    ],
    ['Vitest', () => run('npx', ['vitest', 'run', '--root', 'esm'])],
    ['node:test', () => run(process.execPath, ['--test', 'cjs/transport.node.js'])],
  ];
  for (const [name, start] of all) {
    const green = start();
    check(`${name}: green`, green.status === 0, green.text);
  }
  for (const name of ['esm', 'cjs']) {
    const file = join(name, 'outbox.ts');
    const text = readFileSync(join(work, file), 'utf8');
    const broken = text.replace(BROKEN, '');
    if (broken === text) throw new Error('The line that is to be broken is not there any more.');
    write(file, broken);
  }
  for (const [name, start] of all) {
    const red = start();
    const words = [
      'flow-control/write-over-high-pauses',
      'Expected  pause_writing()',
      'Script    write(',
      'plimsoll replay p1:',
    ];
    const isSeen = red.status !== 0 && words.every((word) => red.text.includes(word));
    check(`${name}: red, with the rule, the script and the token`, isSeen, red.text);
    if (name === 'Jest -t, one rule' && process.argv.includes('--show')) console.log(red.text);
  }
}

function node(file) {
  return run(process.execPath, [file]);
}

function run(program, args, { cwd = work } = {}) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NODE_NO_WARNINGS: '1' };
  delete env.NODE_OPTIONS;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  return { status, text: `${stdout}${stderr}` };
}

function check(what, holds, text = '') {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
  if (holds) return;
  failures++;
  console.log(text.slice(-4000).replace(/^/gm, '     '));
}

function versionOf(name) {
  try {
    return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return 'latest';
  }
}

function write(file, content) {
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  const target = join(work, file);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
