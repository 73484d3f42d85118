/**
 * How long a step takes in the inspector's page, of a trace of 10,000: from the key to the picture, measured in the browser, and what
 * of it the page's own thread works, which is the same whatever else the machine does. `npm run bench:inspector`; exit code 1 where
 * that work is more than the bound, 3 where there is no browser.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, open, ran } from '../inspector/browser/browser.js';
import type { Script, Stimulus } from '../machines/alphabet.js';
import { dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';

/** Milliseconds. */
const BOUND = 50;
const STEPS = 10_000;

/** As much as happens at each step: pauses, resumes, arrivals. */
function longScript(): Script {
  const round: readonly Stimulus[] = [
    { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
    { do: 'drain', n: { to: 'zero', plus: 0 } },
    { do: 'settle' },
    { do: 'peer_data', n: 5 },
    { do: 'settle' },
  ];
  // The connection is a step, too.
  const stimuli = Array.from({ length: STEPS - 1 }, (_, i) => round[i % round.length] as Stimulus);
  return { stimuli, reactions: [], keepOpen: false };
}

/** In the page: what a key takes, until the browser has painted what it changed. */
const MEASURE = `async ({ keys }) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done();
    port2.postMessage(0);
  }));
  const times = [];
  for (const key of keys) {
    await painted();
    const from = performance.now();
    document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await painted();
    times.push(performance.now() - from);
  }
  return times;
}`;

process.exitCode = await main();

async function main(): Promise<number> {
  if (spawnSync('scripts/install-chromium.sh', ['--check']).status !== 0) {
    console.error('NOT RUN: there is no browser here; scripts/install-chromium.sh installs one.');
    return 3;
  }
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const browser = await launch();
  try {
    const trace = join(folder, 'trace.json');
    const file = join(folder, 'trace.html');
    writeFileSync(trace, JSON.stringify({ version: 1, ...runModel(longScript(), dialect()) }));
    const { status, said } = ran('inspect', trace, '--html', file);
    if (status !== 0) throw new Error(said);
    const { page, complaints } = await open(browser, pathToFileURL(file).href);
    const frames = await page.getByLabel('Place in the trace').getAttribute('max');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
    };
    const measured = async (name: string, keys: readonly string[]): Promise<number> => {
      const before = await worked();
      const times = (await page.evaluate(`(${MEASURE})(${JSON.stringify({ keys })})`)) as number[];
      const sorted = times.toSorted((a, b) => a - b);
      const at = (part: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
      const [half, most, last] = [at(0.5), at(0.95), sorted.at(-1) as number].map((n) => n.toFixed(1));
      const work = ((await worked()) - before) / keys.length;
      console.log(
        `${name.padEnd(28)} ${work.toFixed(1)} ms of work; to the picture median ${half} ms, 19 of 20 within ${most} ms, longest ${last} ms (${keys.length} steps)`,
      );
      return work;
    };
    console.log(`A trace of ${Number(frames) + 1} steps, ${(statSync(file).size / 1e6).toFixed(1)} MB with the page.`);
    const several = (key: string, n: number): string[] => Array.from({ length: n }, () => key);
    const found = [
      await measured('forward, from the beginning', several('ArrowRight', 200)),
      await measured('from end to end', ['End', 'Home', 'End', 'Home', 'End', 'Home', 'End']),
      await measured('back, from the end', several('ArrowLeft', 200)),
    ];
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    return found.every((work) => work < BOUND) ? 0 : 1;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
