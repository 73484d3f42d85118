/**
 * Live, in a real browser: real XState actors through the real @statelyai/inspect, and a run of the suite.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { begun, endAll, launch, open, plimsoll, type Served } from './browser.js';

let browser: Browser;
let served: Served;
beforeAll(async () => {
  [browser, served] = await Promise.all([launch(), plimsoll('inspect')]);
});
afterAll(async () => {
  await browser.close();
  endAll();
});

function attached(...args: readonly string[]): { child: ChildProcess; send: (event: object) => void } {
  const child = begun(
    spawn(process.execPath, [join('inspector', 'browser', 'actor.mjs'), ...args], {
      stdio: ['pipe', 'ignore', 'inherit'],
    }),
  );
  return { child, send: (event) => void child.stdin?.write(`${JSON.stringify(event)}\n`) };
}

test('the states of an actor light up, and its texts stay texts', async () => {
  const { page, complaints } = await open(browser, served.page);
  await page.getByRole('button', { name: 'Live' }).click();
  expect(await page.locator('.live pre').textContent()).toContain(served.actors);
  const { child, send } = attached(served.actors);
  await page.locator('.nest.on[data-path="light.off"]').waitFor();
  expect(await page.locator('.actor h2').textContent()).toBe('lamp <b>of a stranger</b>');
  send({ type: 'SWITCH' });
  await page.locator('.nest.on[data-path="light.on.dim"]').waitFor();
  expect(await page.locator('.nest.on[data-path="light.off"]').count()).toBe(0);
  expect(await page.locator('.nest.on[data-path="door.shut"]').count()).toBe(1);
  send({ type: 'MORE' });
  await page.locator('.nest.on[data-path="light.on.bright"]').waitFor();
  expect(await page.locator('.events li').first().textContent()).toContain('MORE');

  // A page that comes late is told what is.
  const late = await open(browser, served.page);
  await late.page.getByRole('button', { name: 'Live' }).click();
  await late.page.locator('.nest.on[data-path="light.on.bright"]').waitFor();
  expect([...complaints, ...late.complaints]).toEqual([]);
  child.kill();
  await Promise.all([page.context().close(), late.page.context().close()]);
});

test('an actor of our own machine lights the drawing', async () => {
  const own = await plimsoll('inspect');
  const { page, complaints } = await open(browser, own.page);
  await page.getByRole('button', { name: 'Live' }).click();
  const { child, send } = attached(own.actors, 'ours');
  await page.getByText('transport', { exact: true }).first().waitFor();
  send({ type: 'write', n: 65, badAt: -1, wideAt: -1, wideEmpty: false, first: 'bytes', triesAnyway: false });
  await page.locator('.chart [data-state="paused"].now').waitFor();
  expect(await page.locator('.chart [data-arrow="open>paused"].last').count()).toBe(1);
  send({ type: 'abort' });
  await page.locator('.chart [data-state="aborted"].now').waitFor();
  expect(complaints).toEqual([]);
  child.kill();
  await page.context().close();
  expect(await own.end('SIGTERM')).toBe(0);
});

test('a run of the suite is watched, and its findings stay to be looked at', async () => {
  const run = await plimsoll('run', 'mutant:write-never-pauses', '--runs', '20', '--inspect');
  const { page, complaints } = await open(browser, run.page);
  await page.getByText('The run is over, with exit code 1.').waitFor();
  expect(await page.locator('.suite').textContent()).toContain('mutant:write-never-pauses');
  await page.locator('.findings button').first().click();
  await page.locator('tr.why').first().waitFor();
  expect(complaints).toEqual([]);
  expect(await run.end()).toBe(1);
  await page.getByRole('button', { name: 'Live' }).click();
  await page.getByText('The server has ended').waitFor();
  await page.context().close();
});
