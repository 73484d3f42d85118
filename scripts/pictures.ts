/**
 * Takes the pictures of the inspector for the documents, light and dark, wide and narrow: `npm run pictures`. Needs a browser
 * (scripts/install-chromium.sh). What is on them is done here by the same keys and buttons that a reader has.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { begun, endAll, launch, open, plimsoll } from '../inspector/browser/browser.js';
import { spawn } from 'node:child_process';

/** writelines([to high+1]) on CPython 3.12: CVE-2024-12254. */
const TOKEN = 'p1:DGNweXRob24tMy4xMghjb250cmFjdAABAQABBhiQIQ';
const FOLDER = join('docs', 'images');
const WIDE = { viewport: { width: 1280, height: 800 } };
const NARROW = { viewport: { width: 390, height: 844 } };

interface Picture {
  readonly name: string;
  readonly args: readonly string[];
  readonly look: BrowserContextOptions;
  readonly show: (page: Page, actors: string) => Promise<void>;
}

const inFull = async (page: Page): Promise<void> => {
  await explored(page);
  await page.getByRole('button', { name: 'In full' }).click();
};

const PICTURES: readonly Picture[] = [
  { name: 'replay', args: [TOKEN], look: WIDE, show: async () => {} },
  { name: 'explore', args: [], look: WIDE, show: explored },
  { name: 'in-full', args: [], look: { viewport: { width: 1600, height: 1000 } }, show: inFull },
  { name: 'live', args: [], look: WIDE, show: attached },
  { name: 'replay-narrow', args: [TOKEN], look: NARROW, show: async () => {} },
  { name: 'explore-narrow', args: [], look: NARROW, show: explored },
];

mkdirSync(FOLDER, { recursive: true });
const only = process.argv.slice(2);
const browser = await launch();
try {
  for (const { name, args, look, show } of PICTURES) {
    if (only.length > 0 && !only.includes(name)) continue;
    const served = await plimsoll('inspect', ...args);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await open(browser, served.page, { ...look, colorScheme, reducedMotion: 'reduce' });
      await show(page, served.actors);
      if (complaints.length > 0) throw new Error(`${name}: ${complaints.join('; ')}`);
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`), fullPage: look === NARROW });
      await page.context().close();
      console.log(join(FOLDER, `${name}-${colorScheme}.png`));
    }
    await served.end();
  }
} finally {
  await browser.close();
  endAll();
}

/** Paused, drained, resumed; then closed with something left. */
async function explored(page: Page): Promise<void> {
  for (const key of ['w', 'd', 's', 'w', 'c']) await page.keyboard.press(key);
  await page.locator('.lives [aria-current]').getByText('closing').waitFor();
}

async function attached(page: Page, actors: string): Promise<void> {
  await page.getByRole('button', { name: 'Live' }).click();
  if ((await page.locator('.actors').count()) === 0) {
    const child = begun(
      spawn(process.execPath, [join('inspector', 'browser', 'actor.mjs'), actors, 'ours'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      }),
    );
    await page.locator('.actor').waitFor();
    const write = { type: 'write', n: 65, badAt: -1, wideAt: -1, wideEmpty: false, first: 'bytes', triesAnyway: false };
    child.stdin.write(`${JSON.stringify(write)}\n`);
    // And one of a stranger beside it.
    begun(
      spawn(process.execPath, [join('inspector', 'browser', 'actor.mjs'), actors], {
        stdio: ['pipe', 'ignore', 'inherit'],
      }),
    );
    await page.locator('.actors li').nth(1).waitFor();
  }
  await page.locator('.actors').getByText('transport').click();
  await page.locator('.chart [data-state="paused"].now').waitFor();
}
