/**
 * Makes dist/inspector/page.html, the inspector's page in one file: the front end of inspector/page/ bundled, the style sheet,
 * and the chart drawn twice (in outline and in full) by ELK. What a page shows, and its policy, are put in later
 * (inspector/server/page.ts). Runs after tsc; the drawings are kept until the chart or what draws it changes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = join(ROOT, 'inspector', 'page');
const DIST = join(ROOT, 'dist');
const MACHINES = join(DIST, 'machines');
const OUT = join(DIST, 'inspector');
const KEPT = join(OUT, 'drawings.json');

/** The page's names of what differs in the dark, beside the colours of the chart. */
const DARK = `color-scheme: dark; --ink: #e4e9ee; --soft: #a3afbb; --ground: #0c1116; --card: #141b22; --panel: #1c252e; --rule: #2b3641;
  --strong: #627280; --link: #7cc0f0; --bad: #ff9a94; --bad-ground: #331a1c; --ok: #7bcf98; --accent: #7cc0f0; --on-accent: #0c1116;
  --water: #2f81b5; --water-deep: #7cc0f0; --over: #b8741c; --hull: #d5dde4; --model: #7cc0f0; --subject: #f0b072; --here: #2c2a1a;
  --shade: none;`;

mkdirSync(OUT, { recursive: true });
const drawings = await drawn();
const { COLOURS } = await import(new URL('../dist/machines/diagram/svg.js', import.meta.url));
const style = minified(
  fill(readFileSync(join(PAGE, 'style.css'), 'utf8'), {
    light: variables(COLOURS.light),
    darkness: `${DARK} ${variables(COLOURS.dark)}`,
    chart: looks(Object.keys(COLOURS.light)),
  }),
);
const [script] = (
  await build({
    entryPoints: [join(PAGE, 'main.tsx')],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(PAGE, 'tsconfig.json'),
    legalComments: 'none',
    plugins: [{ name: 'english', setup: english }],
    define: { 'process.env.NODE_ENV': '"production"' },
  })
).outputFiles;
// Whatever is put in is no template itself, and no end of its own element.
const code = script.text.replaceAll('</script', '<\\/script');
const page = fill(readFileSync(join(PAGE, 'page.html'), 'utf8'), { style, script: code, ...drawings });
writeFileSync(join(OUT, 'page.html'), page);

/** Of the languages in which zod could speak, a page speaks one. */
function english({ onLoad }) {
  onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({ contents: 'export {};' }));
}

async function drawn() {
  const sources = [join(MACHINES, 'chart.js'), ...filesIn(join(MACHINES, 'diagram'))];
  const key = hash(sources.map((file) => readFileSync(file, 'utf8')).join('\0'));
  const kept = read(KEPT);
  if (kept?.key === key) return kept.drawings;
  const [{ picture }, { outlineOf }, { layOut }, { toDrawing }] = await Promise.all(
    ['picture', 'outline', 'layout', 'svg'].map(
      (name) => import(new URL(`../dist/machines/diagram/${name}.js`, import.meta.url)),
    ),
  );
  const whole = picture();
  const drawings = {
    outline: toDrawing(await layOut(outlineOf(whole)), whole.title),
    whole: toDrawing(await layOut(whole), whole.title),
  };
  writeFileSync(KEPT, JSON.stringify({ key, drawings }));
  return drawings;
}

function variables({ paper: _paper, ink: _ink, faint: _faint, ...colours }) {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}

function looks(names) {
  return names
    .filter((name) => !['paper', 'ink', 'faint'].includes(name))
    .map(
      (name) =>
        `.chart .${name} > .box { fill: var(--${name}); stroke: var(--${name}); } .chart .${name} > .inner, .chart .${name} > .arrow { stroke: var(--${name}); } ` +
        `.chart .${name} > .name, .chart .${name} > .label, .chart .${name} > .seen, .chart .${name} > .tip, .chart .${name} > .tag { fill: var(--${name}); } .chart .${name} > .tip { stroke: var(--${name}); stroke-width: 0; }`,
    )
    .join('\n');
}

/** Only the names that are given: the others are for whoever fills in the rest. */
function fill(template, values) {
  return template.replace(/(?:\/\*)?\{\{(\w+)\}\}(?:\*\/)?/g, (whole, name) => values[name] ?? whole);
}

function minified(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function filesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => join(folder, name));
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}
