/**
 * What everybody needs of the page: axe finds nothing, it fits 1280 and 390 pixels, by light and in the dark, nothing moves for who
 * wants no motion, and texts of a hostile subject stay texts.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { endAll, launch, open, plimsoll, ran, ROOT } from './browser.js';

const AXE = readFileSync(createRequire(join(ROOT, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');
const TOKEN = 'p1:DGNweXRob24tMy4xMghjb250cmFjdAABAQABBhiQIQ';

let browser: Browser;
let folder: string;
let replay: string;
beforeAll(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-look-'));
  const file = join(folder, 'replay.html');
  expect(ran('inspect', TOKEN, '--html', file)).toMatchObject({ status: 0 });
  replay = pathToFileURL(file).href;
});
afterAll(async () => {
  await browser.close();
  endAll();
  rmSync(folder, { recursive: true });
});

/** By the tools of a test, which the page's policy does not bind. */
async function axe(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const { violations } = found as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** The cards that what is in them does not fit into: it lies over the next. */
const SPILLED = `[...document.querySelectorAll('.card')]
  .filter((card) => [...card.children].some((child) => child.getBoundingClientRect().bottom > card.getBoundingClientRect().bottom + 1))
  .map((card) => card.className)`;

/** Explore with all of it open, Replay, and Live. */
const VIEWS: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  [
    'explore',
    async (page) => {
      await page.getByRole('button', { name: 'Explore', exact: true }).click();
      await page.getByRole('button', { name: 'write', exact: true }).click();
      await page.getByText('Inside callbacks, limits and choices').click();
    },
  ],
  ['replay', async () => {}],
  ['in full', async (page) => page.getByRole('button', { name: 'In full' }).click()],
];

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  describe.each([1280, 390])('%d pixels', (width) => {
    test.each(VIEWS)('%s', async (_name, show) => {
      const look = { colorScheme, viewport: { width, height: 800 } };
      const { page, complaints } = await open(browser, replay, look);
      await show(page);
      expect(await axe(page)).toEqual([]);
      // Nothing but what scrolls in itself is wider than the window.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.evaluate(SPILLED)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });
  });
});

test('live, with nothing attached', async () => {
  const served = await plimsoll('inspect');
  const { page } = await open(browser, served.page, { viewport: { width: 390, height: 800 } });
  await page.getByRole('button', { name: 'Live' }).click();
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.context().close();
  await served.end();
});

test('nothing moves for who wants no motion', async () => {
  const { page } = await open(browser, replay, { reducedMotion: 'reduce' });
  for (const key of ['ArrowLeft', 'ArrowRight']) {
    await page.keyboard.press(key);
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  }
  await page.context().close();
});

test('all of it can be reached and used by keys', async () => {
  const { page } = await open(browser, replay);
  const reached = new Set<string>();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(
      'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
    );
    reached.add(String(name).slice(0, 30));
  }
  for (const name of ['Explore', 'In full', 'asyncio.WriteTransport.writeli', 'copy', 'Step forward']) {
    expect([...reached]).toContain(name);
  }
  await page.context().close();
});

describe('a subject whose name and messages are script tags', () => {
  const evil = `</script><script>window.hit = 1</script><img src=x onerror="window.hit = 1">\\u202e{{policy}}$&`;
  const module = (): string => {
    const file = join(folder, 'evil.subject.mjs');
    writeFileSync(
      file,
      `const evil = ${JSON.stringify(evil)};
export default {
  name: 'evil', version: 'v' + evil, capabilities: ['exact-drain', 'exact-size', 'half-close'],
  run: (scripts) => scripts.map(({ stimuli }) => ({
    steps: [{ do: 'connect', low: 16384, high: 65536 }, ...stimuli.map(() => ({ do: 'close' })), { do: 'settle' }].map((stimulus) => ({
      stimulus, raised: stimulus.do === 'close' ? { kind: 'other', type: evil, message: evil } : null, calls: [], wire: [], errors: [],
      after: { size: 0, low: 16384, high: 65536, closing: false, eof: true },
    })),
  })),
};`,
    );
    return file;
  };

  test('saved', async () => {
    const file = join(folder, 'evil.html');
    expect(ran('inspect', TOKEN_OF_CLOSE, '--subject', module(), '--html', file)).toMatchObject({ status: 0 });
    const { page, requests } = await open(browser, pathToFileURL(file).href);
    await isText(page);
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
  });

  test('its name, out of a report', async () => {
    const { said } = ran('run', 'mutant:write-never-pauses', '--reporter', 'ndjson', '--runs', '0', '--level', 'must');
    const report = join(folder, 'evil.ndjson');
    const named = said.replaceAll('"mutant:write-never-pauses"', () => JSON.stringify(evil));
    writeFileSync(
      report,
      named.replaceAll('"seen":"', () => `"seen":"${JSON.stringify(evil).slice(1, -1)}`),
    );
    const file = join(folder, 'evil-report.html');
    expect(ran('inspect', report, '--html', file)).toMatchObject({ status: 0 });
    const { page, complaints } = await open(browser, pathToFileURL(file).href);
    await page.getByText(/findings that could not be run again here/).click();
    expect(await page.locator('.unseen').textContent()).toContain('on </script><script>window.hit = 1</script>');
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('served', async () => {
    const served = await plimsoll('inspect', TOKEN_OF_CLOSE, '--subject', module());
    const { page } = await open(browser, served.page);
    await isText(page);
    await served.end();
  });

  async function isText(page: Page): Promise<void> {
    await page.locator('.verdict').waitFor();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.verdict .about').textContent()).toContain('</script><script>window.hit = 1</script>');
    expect(await page.locator('.line').textContent()).toContain('raises </script><script>');
    expect(await page.content()).not.toContain('\u202e');
    await page.context().close();
  }
});

/** Nothing but close(), of the reference. */
const TOKEN_OF_CLOSE = 'p1:CXJlZmVyZW5jZQhjb250cmFjdAAD4Zmx';
