/**
 * Explore, in a real browser: what is pressed happens on the model, is lit on the chart, and is a script that can be had back.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { endAll, launch, open, plimsoll, ran, type Served } from './browser.js';

let browser: Browser;
let served: Served;
beforeAll(async () => {
  [browser, served] = await Promise.all([launch(), plimsoll('inspect')]);
});
afterAll(async () => {
  await browser.close();
  endAll();
});

test('a pause and a resume', async () => {
  const { page, complaints, requests } = await open(browser, served.page);
  const now = page.locator('.chart [data-state].now');
  expect(await now.evaluateAll((all) => all.map((one) => one.getAttribute('data-state')))).toEqual([
    'open',
    'eof_none',
  ]);

  await page.getByRole('button', { name: 'high + 1' }).click();
  await page.getByRole('button', { name: 'write', exact: true }).click();
  expect(await page.locator('.chart [data-state="paused"].now').count()).toBe(1);
  expect(await page.locator('.chart [data-arrow="open>paused"].last').count()).toBe(1);
  expect(await page.locator('tr[aria-current] .lane.call').textContent()).toContain('pause_writing()');
  expect(await page.locator('.lives [aria-current]').textContent()).toBe('paused');
  expect(await page.locator('.vessel svg').getAttribute('aria-label')).toBe(
    '65,537 bytes buffered; low 16,384, high 65,536',
  );

  await page.getByRole('button', { name: 'drain to low' }).click();
  await page.getByRole('button', { name: 'settle', exact: true }).click();
  expect(await page.locator('.chart [data-state="open"].now').count()).toBe(1);
  expect(await page.locator('tr[aria-current] .lane.settling').textContent()).toContain('resume_writing()');
  expect(await page.locator('tr[aria-current] .lane.call').textContent()).toBe('');
  expect(await page.locator('.numbers').textContent()).toContain('arrived49,153');

  // The script is a token like any other.
  const token = await page.getByLabel('token').inputValue();
  expect(ran('replay', token, '--subject', 'reference').said).toContain('write(to high+1) · drain(to low) · settle');
  await page.getByRole('button', { name: 'undo' }).click();
  expect(await page.locator('.chart [data-state="paused"].now').count()).toBe(1);
  await page.getByRole('button', { name: 'redo' }).click();
  expect(await page.getByLabel('token').inputValue()).toBe(token);

  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([
    served.page,
    `${served.page.replace('http', 'ws')}page`,
  ]);
  await page.context().close();
});

test('by keys alone; inside a callback; in another dialect; and from a token', async () => {
  const { page, complaints } = await open(browser, served.page);
  await page.keyboard.press('w');
  await page.getByText('Inside callbacks, limits and choices').click();
  await page.getByLabel('The caller’s next stimuli are given').selectOption('resume_writing');
  await page.getByRole('heading', { name: 'Time line' }).click();
  for (const key of ['c', 'd', 's']) await page.keyboard.press(key);
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('tr[aria-current]').textContent()).toContain('close()');
  expect(await page.locator('.lives [aria-current]').textContent()).toBe('closing');

  await page.getByLabel('writing pauses when the buffer’s size … high').selectOption('exceeds');
  await page.getByLabel('token').fill('p1:AAhjb250cmFjdAABAQAAAAAA');
  await page.getByLabel('token').press('Enter');
  await page.getByLabel('token').blur();
  expect(await page.locator('#token-said').textContent()).toContain('cut short or mistyped');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a subject beside the model answers each click', async () => {
  const beside = await plimsoll('inspect', 'mutant:write-never-pauses');
  const { page, complaints } = await open(browser, beside.page);
  await page.getByRole('button', { name: 'write', exact: true }).click();
  await page.locator('tr.why').waitFor();
  expect(await page.locator('tr.why').textContent()).toContain('flow-control/');
  expect(await page.locator('tr[aria-current] .side.model').first().textContent()).toContain('pause_writing()');
  expect(await page.locator('tr[aria-current] .side.subject').first().textContent()).toContain('nothing');
  expect(await page.locator('.vessel').count()).toBe(2);
  expect(complaints).toEqual([]);
  await page.context().close();
  expect(await beside.end()).toBe(0);
});
