/**
 * Replay, in a real browser: the counterexample of writelines() on CPython 3.12, from the server and from a file on the disk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { endAll, launch, open, plimsoll, ran } from './browser.js';

/** writelines([to high+1]) on CPython 3.12: CVE-2024-12254. */
const TOKEN = 'p1:DGNweXRob24tMy4xMghjb250cmFjdAABAQABBhiQIQ';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-inspect-'));
});
afterAll(async () => {
  await browser.close();
  endAll();
  rmSync(folder, { recursive: true });
});

async function showsTheBreak(page: Page): Promise<void> {
  // It opens at the step that diverges.
  expect(await page.locator('tr[aria-current]').textContent()).toContain('writelines([65537])');
  expect(await page.locator('tr[aria-current] + tr.why').textContent()).toContain('✗ flow-control/writelines-counts');
  expect(await page.locator('tr[aria-current] .side.model').first().textContent()).toContain('pause_writing()');
  expect(await page.locator('tr[aria-current] .side.subject').first().textContent()).toContain('nothing');
  const verdict = page.locator('.verdict');
  expect(await verdict.textContent()).toContain('pause_writing() during writelines([65537])');
  expect(await verdict.textContent()).toContain('nothing; 65537 bytes buffered, low 16384, high 65536');
  expect(await verdict.getByRole('link').getAttribute('href')).toBe(
    'https://docs.python.org/3/library/asyncio-protocol.html#asyncio.WriteTransport.writelines',
  );
  // Back and forward by keys.
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('tr[aria-current]').textContent()).toContain('connect');
  expect(await page.locator('.chart [data-state="open"].now').count()).toBe(1);
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('.chart [data-arrow="open>paused"].last').count()).toBe(1);
  await page.keyboard.press('End');
  expect(await page.locator('tr[aria-current]').textContent()).toContain('settle');
  await page.keyboard.press('x');
  expect(await page.locator('[role="status"][aria-live]').last().textContent()).toContain(
    'The rule flow-control/writelines-counts fails here.',
  );
}

test('served', async () => {
  const served = await plimsoll('inspect', TOKEN);
  const { page, complaints } = await open(browser, served.page);
  await showsTheBreak(page);
  expect(complaints).toEqual([]);
  await page.context().close();
  expect(await served.end()).toBe(0);
});

describe('saved', () => {
  const file = (): string => join(folder, 'replay.html');

  test('one file opens from the disk, shows the same, and asks nothing of anybody', async () => {
    expect(ran('inspect', TOKEN, '--html', file())).toMatchObject({ status: 0 });
    const { page, complaints, requests } = await open(browser, pathToFileURL(file()).href);
    await showsTheBreak(page);
    await page.getByRole('button', { name: 'explore it' }).click();
    await page.keyboard.press('s');
    expect(await page.locator('tr[aria-current]').textContent()).toContain('settle');
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file()).href]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('its policy lets nothing else run, load or send', async () => {
    const text = readFileSync(file(), 'utf8');
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(text.replaceAll(/\s+/g, ' '))?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:;/);
    expect(policy).not.toMatch(/unsafe|http|connect-src/);
    // As if something had got in.
    const bad = join(folder, 'bad.html');
    writeFileSync(
      bad,
      text.replace(
        '<div id="page">',
        '<script>window.ran = 1</script><img src="https://example.com/x"><div id="page">',
      ),
    );
    const { page } = await open(browser, pathToFileURL(bad).href);
    await page.locator('tr[aria-current]').waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(await page.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'stopped')")).toBe('stopped');
    await page.context().close();
  });
});

test('the report of a run: each finding is asked for again, and those of strangers are told as they were', async () => {
  const report = join(folder, 'report.ndjson');
  const { said } = ran('run', 'mutant:write-never-pauses', '--reporter', 'ndjson', '--runs', '0');
  const stranger = said.replaceAll('"mutant:write-never-pauses"', '"./some-transport.ts"');
  writeFileSync(report, said + stranger);
  const file = join(folder, 'report.html');
  expect(ran('inspect', report, '--html', file)).toMatchObject({ status: 0 });
  const { page, complaints } = await open(browser, pathToFileURL(file).href);
  expect(await page.locator('tr.why').count()).toBeGreaterThan(0);
  await page.getByText(/findings that could not be run again here/).click();
  expect(await page.locator('.unseen').textContent()).toContain('./some-transport.ts');
  expect(complaints).toEqual([]);
  await page.context().close();
});
