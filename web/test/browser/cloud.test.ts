import { join } from 'node:path';
import { devices, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, cat, colorsIn, keepScreenshot, kvant, launch, open, settle, temporaryFolder } from './support';

const folder = temporaryFolder();
const cloud = join(folder.path, 'cloud.html');
let browser: Browser;

beforeAll(async () => {
  kvant('cloud', cat, '-k', '16', '--axes', 'oklab', '-o', cloud);
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

test('shows both clouds with their numbers of colors', async () => {
  const { page, complaints } = await open(browser, cloud);
  expect(await page.title()).toBe('chelsea.png in 16 colors');
  expect(await page.locator('.caption').allTextContents()).toEqual(['Before 32,584 colors', 'After 16 colors']);
  for (const half of await page.locator('.half').all()) expect(await colorsIn(half)).toBeGreaterThan(500);
  expect(complaints).toEqual([]);
  await keepScreenshot(page, 'cloud-light');
});

test('turns by dragging and zooms by the wheel', async () => {
  const { page } = await open(browser, cloud);
  const element = page.locator('.cloud');
  const shots = [await element.screenshot()];
  const box = await element.boundingBox();
  if (!box) throw new Error('no cloud');
  await page.mouse.move(box.x + 100, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 180, box.y + 220, { steps: 4 });
  await page.mouse.up();
  await settle(page);
  shots.push(await element.screenshot());
  await page.mouse.wheel(0, -200);
  await settle(page);
  shots.push(await element.screenshot());
  expect(shots[0]?.equals(shots[1] as Buffer)).toBe(false);
  expect(shots[1]?.equals(shots[2] as Buffer)).toBe(false);
});

test('fits a phone, and has no barriers', async () => {
  const { page, complaints } = await open(browser, cloud, { ...devices['iPhone 13'], colorScheme: 'dark' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await keepScreenshot(page, 'cloud-phone');
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect(await barriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
