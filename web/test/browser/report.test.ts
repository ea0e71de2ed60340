import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { devices, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  barriers,
  cat,
  colorsIn,
  kvant,
  keepScreenshot,
  launch,
  open,
  pasted,
  settle,
  temporaryFolder,
} from './support';

const folder = temporaryFolder();
const report = join(folder.path, 'report.html');
let browser: Browser;

beforeAll(async () => {
  kvant('report', cat, '-k', '24', '-o', report);
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

test('everything is there, and nothing is fetched', async () => {
  const { page, complaints } = await open(browser, report);
  expect(await page.title()).toBe('chelsea.png in 24 colors');
  expect(await page.locator('h2').allTextContents()).toEqual([
    'Palette',
    'The colors in space',
    'How many colors',
    'What it weighs',
    'Where it differs',
    'Make it again',
  ]);
  expect(await page.locator('.swatch').count()).toBe(24);
  const pictures = await page
    .locator('img')
    .evaluateAll((images) => images.map((image) => [(image as HTMLImageElement).naturalWidth, image.clientWidth > 0]));
  expect(pictures).toEqual(Array(3).fill([451, true]));
  expect(await page.locator('#sizes tbody tr').count()).toBeGreaterThanOrEqual(4);
  expect(await page.locator('#sizes thead th').allTextContents()).toContain('Seen ΔE');
  expect(await page.locator('pre').first().textContent()).toMatch(
    /^kvant report \S*chelsea\.png -k 24 -o \S*report\.html$/,
  );
  expect(await colorsIn(page.locator('.chart'))).toBeGreaterThan(4);
  expect(complaints).toEqual([]);
  await keepScreenshot(page, 'report-light');
});

test('the slider moves by mouse and by keys', async () => {
  const { page } = await open(browser, report);
  const slider = page.getByRole('slider');
  const box = await page.locator('.slider').boundingBox();
  if (!box) throw new Error('no slider');
  const edge = async (): Promise<number> => {
    const at = await page.locator('.edge').boundingBox();
    return Math.round((100 * ((at?.x ?? 0) + (at?.width ?? 0) / 2 - box.x)) / box.width);
  };
  expect(await edge()).toBe(50);
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.25 * box.width, box.y + 60, { steps: 3 });
  expect(await edge()).toBe(25);
  await page.mouse.up();
  await page.mouse.move(box.x + 0.9 * box.width, box.y + 60);
  expect(await edge()).toBe(25);

  await slider.focus();
  await page.keyboard.press('ArrowRight');
  expect(await edge()).toBe(26);
  expect(await slider.getAttribute('aria-valuetext')).toBe('26% original');
  await page.keyboard.press('End');
  expect(await edge()).toBe(100);
  const original = await colorsIn(page.locator('.slider'));
  await page.keyboard.press('Home');
  expect(await edge()).toBe(0);
  expect(await colorsIn(page.locator('.slider'))).not.toBe(original);
});

test('colors and commands are copied', async () => {
  const { page } = await open(browser, report);
  const swatch = page.locator('.swatch').nth(2);
  const said = page.getByRole('status');
  await swatch.click();
  await expect.poll(() => said.textContent()).toMatch(/^Copied #[0-9a-f]{6}$/);
  expect(await swatch.getAttribute('data-copied')).toBe('yes');
  expect(await pasted(page)).toBe(await swatch.locator('.hex').textContent());

  await page.getByRole('button', { name: 'Copy all 24 colors' }).press('Enter');
  await expect.poll(() => said.textContent()).toBe('Copied all 24 colors');
  expect((await pasted(page)).split('\n')).toHaveLength(24);
  await page.getByRole('button', { name: 'Copy the command' }).first().click();
  await expect.poll(() => said.textContent()).toBe('Copied the command');
  expect(await pasted(page)).toBe(await page.locator('pre').first().textContent());
});

test('the clouds are drawn, turn by keys, and change their axes', async () => {
  const { page, complaints } = await open(browser, report, { reducedMotion: 'reduce' });
  const cloud = page.locator('.cloud');
  await cloud.scrollIntoViewIfNeeded();
  await settle(page);
  expect(await colorsIn(cloud)).toBeGreaterThan(1000);

  await cloud.focus();
  const first = await cloud.screenshot();
  await page.keyboard.press('ArrowLeft');
  await settle(page);
  const turned = await cloud.screenshot();
  expect(turned.equals(first)).toBe(false);
  await page.keyboard.press('Home');
  await settle(page);
  expect((await cloud.screenshot()).equals(first)).toBe(true);

  expect(await page.locator('.view').first().locator('.axis').allTextContents()).toEqual(['a', 'L', 'b']);
  await page.getByRole('radio', { name: 'RGB' }).check({ force: true });
  await settle(page);
  expect(await page.locator('.view').first().locator('.axis').allTextContents()).toEqual(['R', 'G', 'B']);
  expect((await cloud.screenshot()).equals(first)).toBe(false);
  expect(complaints).toEqual([]);
});

test('spinning starts and stops', async () => {
  const { page } = await open(browser, report);
  const spin = page.getByRole('button', { name: 'Spin' });
  const cloud = page.locator('.cloud');
  await spin.click();
  expect(await spin.getAttribute('aria-pressed')).toBe('true');
  const one = await cloud.screenshot();
  await page.waitForTimeout(300);
  expect((await cloud.screenshot()).equals(one)).toBe(false);
  await spin.click();
  await settle(page);
  const resting = await cloud.screenshot();
  await page.waitForTimeout(300);
  expect((await cloud.screenshot()).equals(resting)).toBe(true);
});

test('dark where the system is', async () => {
  const ground = async (colorScheme: 'light' | 'dark'): Promise<string> => {
    const { page, complaints } = await open(browser, report, { colorScheme });
    expect(complaints).toEqual([]);
    if (colorScheme === 'dark') await keepScreenshot(page, 'report-dark');
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  };
  expect(await ground('light')).toBe('rgb(250, 250, 250)');
  expect(await ground('dark')).toBe('rgb(20, 20, 20)');
});

test('fits a phone', async () => {
  const { page, complaints } = await open(browser, report, { ...devices['iPhone 13'], colorScheme: 'dark' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const small = await page
    .locator('button, summary, .segmented span')
    .evaluateAll((all) => all.filter((one) => one.clientHeight < 24).map((one) => one.outerHTML));
  expect(small).toEqual([]);
  await page.locator('.slider').tap({ position: { x: 35, y: 50 } });
  expect(Number(await page.getByRole('slider').inputValue())).toBeLessThan(20);
  expect(complaints).toEqual([]);
  await keepScreenshot(page, 'report-phone');
});

test.each(['light', 'dark'] as const)('no barriers for those who cannot see or point, %s', async (colorScheme) => {
  const { page } = await open(browser, report, { colorScheme });
  await page.locator('summary').click();
  expect(await barriers(page)).toEqual([]);
});

test('a name is never taken for markup', async () => {
  const wicked = join(folder.path, '<img src=x onerror="document.title=1">.png');
  copyFileSync(cat, wicked);
  const page = join(folder.path, 'wicked.html');
  kvant('report', wicked, '-k', '2', '-o', page);
  const opened = await open(browser, page);
  expect(await opened.page.title()).toBe('<img src=x onerror="document.title=1">.png in 2 colors');
  expect(await opened.page.locator('img').count()).toBe(3);
  expect(opened.complaints).toEqual([]);
});
