// Studio, as scripts/studio.sh has built it, opened from the disk.
import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { devices, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  barriers,
  cat,
  colorsIn,
  keepScreenshot,
  kvant,
  launch,
  open,
  pasted,
  root,
  settle,
  temporaryFolder,
  type Opened,
} from './support';

const studio = join(root, 'build/studio/index.html');
const program = resolve(process.env.KVANT_BIN ?? '');
const folder = temporaryFolder();
const wide = { viewport: { width: 1400, height: 950 } };
const phone = { ...devices['iPhone 13'], viewport: { width: 390, height: 844 }, deviceScaleFactor: 1 };
let browser: Browser;

beforeAll(async () => {
  copyFileSync(cat, join(folder.path, 'chelsea.png'));
  browser = await launch();
  const page = await browser.newPage();
  writeFileSync(inFolder('small.png'), await scaled(page, cat, 6000));
  await page.context().close();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close(); // with their engines
});
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

const inFolder = (name: string): string => join(folder.path, name);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Waits until all variants are drawn and written as their settings say. */
async function drawn(page: Page): Promise<void> {
  await page.waitForSelector('.cards[aria-busy="false"]');
  await settle(page);
}

async function withCat(link = '', options: BrowserContextOptions = wide): Promise<Opened> {
  const opened = await open(browser, studio, options, `?demo${link}`);
  await drawn(opened.page);
  return opened;
}

/** The canvas of a pane: 0 is the original, 1 variant A. */
const canvasOf = (page: Page, pane: number): Locator => page.locator('.pane').nth(pane).locator('canvas').first();
const overlayOf = (page: Page, pane: number): Locator => page.locator('.pane').nth(pane).locator('canvas.over');

const pixelsOf = (canvas: Locator): Promise<{ colors: number; hash: number; list: string[] }> =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const data = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
    const pixels = new Uint32Array(data?.buffer ?? new ArrayBuffer(0));
    const colors = new Set(pixels);
    const hex = (pixel: number): string =>
      `#${[pixel, pixel >> 8, pixel >> 16].map((byte) => (byte & 255).toString(16).padStart(2, '0')).join('')}`;
    return {
      colors: colors.size,
      hash: pixels.reduce((hash, pixel) => (Math.imul(hash, 31) + pixel) | 0, 7),
      list: colors.size <= 256 ? [...colors].map(hex).sort() : [],
    };
  });
const colorsOf = async (page: Page, pane = 1): Promise<number> => (await pixelsOf(canvasOf(page, pane))).colors;
const card = (page: Page, name = 'Variant A'): Locator =>
  page.locator('.card', { has: page.locator(`b:text-is("${name}")`) });
const commandIn = async (page: Page): Promise<string> => (await page.locator('pre').first().textContent()) ?? '';
const notice = (page: Page): Locator => page.locator('.problem');

/** Moves a slider as a finger does. */
async function slide(page: Page, name: string, value: number): Promise<void> {
  await page.getByRole('slider', { name, exact: true }).evaluate((range, to) => {
    (range as HTMLInputElement).value = String(to);
    range.dispatchEvent(new Event('input', { bubbles: true }));
  }, value);
}

async function downloaded(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** What the page's command writes, run where the picture is. */
function fileOfCommand(command: string): Buffer {
  const out = / -o (\S+)$/.exec(command)?.[1] ?? '';
  execFileSync('/bin/sh', ['-c', `${command.replace(/^kvant/, program)} -f -q`], { cwd: folder.path });
  return readFileSync(inFolder(out));
}

/** The download has the bytes, and the name, of the command's file. */
async function expectSameBytes(page: Page): Promise<void> {
  await drawn(page);
  const { name, bytes } = await downloaded(page, 'Download');
  const command = await commandIn(page);
  expect([command, name, sha256(bytes)]).toEqual([
    command,
    / -o (\S+)$/.exec(command)?.[1],
    sha256(fileOfCommand(command)),
  ]);
}

async function drop(page: Page, files: Record<string, Uint8Array>, event: 'drop' | 'paste' = 'drop'): Promise<void> {
  const given = Object.entries(files).map(([name, bytes]) => ({ name, data: Buffer.from(bytes).toString('base64') }));
  await page.evaluate(
    ([all, kind]) => {
      const transfer = new DataTransfer();
      for (const { name, data } of all) {
        transfer.items.add(new File([Uint8Array.from(atob(data), (char) => char.charCodeAt(0))], name));
      }
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        kind === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: transfer })
          : new ClipboardEvent('paste', { ...options, clipboardData: transfer }),
      );
    },
    [given, event] as const,
  );
}

/** A picture with another number of pixels, as PNG. */
async function scaled(page: Page, path: string, pixels: number): Promise<Buffer> {
  const png = await page.evaluate(
    async ([data, count]) => {
      const image = new Image();
      image.src = `data:image;base64,${data}`;
      await image.decode();
      const factor = Math.sqrt(count / image.naturalWidth / image.naturalHeight);
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(image.naturalWidth * factor);
      canvas.height = Math.round(image.naturalHeight * factor);
      canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL('image/png').replace(/^.*,/, '');
    },
    [readFileSync(path).toString('base64'), pixels] as const,
  );
  return Buffer.from(png, 'base64');
}

/** What the program says about a file that it refuses. */
function refusal(...words: string[]): string {
  const { stderr } = spawnSync(program, words, { cwd: folder.path });
  return stderr
    .toString()
    .trim()
    .replace(/^kvant: /, '');
}

test('the cat is drawn, and nothing leaves the page', async () => {
  const { page, complaints } = await withCat();
  const first = await page.evaluate(() => performance.getEntriesByName('drawn')[0]?.startTime ?? NaN);
  console.log(`Studio's first picture: after ${(first / 1000).toFixed(2)} s`);
  expect(await page.title()).toBe('chelsea.png · kvant studio');
  expect(await page.locator('.lead').textContent()).toBe('chelsea.png, 451 × 300, 32,584 colors');
  expect(await colorsOf(page, 0)).toBe(32584);
  expect(await colorsOf(page)).toBe(16);
  expect(await page.locator('.entries li').count()).toBe(16);
  expect(await card(page, 'Original').textContent()).toContain('241 KB');
  expect(complaints).toEqual([]);
  await keepScreenshot(page, 'studio-light');

  // The policy holds: neither a script that was put in, nor a request, gets through.
  const [ran, answered] = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.head.append(script);
    const got = await fetch('https://example.com/').then(
      () => true,
      () => false,
    );
    return ['wasRun' in window, got];
  });
  expect([ran, answered]).toEqual([false, false]);
  expect(complaints.every((complaint) => complaint.includes('Content Security Policy'))).toBe(true);
});

test('without a picture it says how to get one', async () => {
  const { page, complaints } = await open(browser, studio, wide);
  await page.waitForSelector('.welcome');
  await keepScreenshot(page, 'studio-welcome');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Try it with a cat' }).click();
  await drawn(page);
  expect(await page.locator('.welcome').isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});

test('the number of colors, by slider, by number, by keys, by an aim', async () => {
  const { page, complaints } = await open(browser, studio, wide);
  await page.setInputFiles('#picture-file', inFolder('small.png'));
  await drawn(page);
  for (const k of [2, 9, 30]) await slide(page, 'Colors', k);
  await drawn(page);
  expect(await colorsOf(page)).toBe(30);
  const field = page.getByRole('spinbutton', { name: 'Colors, as a number' });
  expect(await field.inputValue()).toBe('30');
  await field.fill('999');
  await field.press('Tab');
  await drawn(page);
  expect(await colorsOf(page)).toBe(256);
  expect(await field.inputValue()).toBe('256');
  await field.fill('24');
  await field.press('Enter');
  await expectSameBytes(page);

  await page.locator('.viewport').focus();
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await page.keyboard.press('[');
  await drawn(page);
  expect(await colorsOf(page)).toBe(25);

  const aim = page.getByLabel('How many');
  const value = page.getByRole('spinbutton', { name: 'What to aim at' });
  expect(await value.isVisible()).toBe(false);
  for (const [kind, at] of [
    ['psnr', '30'],
    ['delta', '3.5'],
    ['size', '1800'],
  ] as const) {
    await aim.selectOption(kind);
    await value.fill(at);
    await value.press('Enter');
    await expectSameBytes(page);
    const colors = await colorsOf(page);
    expect(await page.getByRole('slider', { name: 'Colors', exact: true }).inputValue()).toBe(String(colors));
  }
  expect((await downloaded(page, 'Download')).bytes.length).toBeLessThanOrEqual(1800);
  await aim.selectOption('auto');
  expect(await value.isVisible()).toBe(false);
  await expectSameBytes(page);
  const found = await colorsOf(page);
  expect(await commandIn(page)).toBe(`kvant small.png -k auto -o small-k${found}.png`);
  // A color more than were found.
  await page.locator('.viewport').focus();
  await page.keyboard.press(']');
  await drawn(page);
  expect([await aim.inputValue(), await colorsOf(page)]).toEqual(['none', found + 1]);
  expect(complaints).toEqual([]);
});

test('space, dither, salience and formats give the files of the command line', async () => {
  const { page, complaints } = await withCat('#k=8');
  await page.getByLabel('Distances in').selectOption('linear');
  await expectSameBytes(page);
  const strength = page.getByRole('slider', { name: 'Dither strength' });
  expect(await strength.isVisible()).toBe(false);
  await page.getByRole('combobox', { name: 'Dither', exact: true }).selectOption('blue-noise');
  expect(await strength.isVisible()).toBe(true);
  await slide(page, 'Dither strength', 0.6);
  await slide(page, 'Salience of small areas', 0.45);
  await page.getByLabel('Write as').selectOption('gif');
  await expectSameBytes(page);
  expect(await commandIn(page)).toBe(
    'kvant chelsea.png -k 8 --space linear --salience 0.45 --dither blue-noise --dither-strength 0.6 -o chelsea-k8.gif',
  );
  await page.getByLabel('Write as').selectOption('webp');
  await expectSameBytes(page);

  await page.getByLabel('Write as').selectOption('jpeg');
  expect(await page.getByRole('slider', { name: 'Colors', exact: true }).isVisible()).toBe(false);
  await slide(page, 'Quality', 30);
  await drawn(page);
  expect(await card(page).textContent()).toContain('JPEG, all colors, quality 30');
  expect(await colorsOf(page)).toBeGreaterThan(5000);
  await expectSameBytes(page);
  expect(await commandIn(page)).toBe('kvant chelsea.png -k all --quality 30 -o chelsea-q30.jpg');
  await page.getByLabel('Write as').selectOption('webp-lossy');
  await expectSameBytes(page);
  expect(complaints).toEqual([]);
});

test('palettes: presets, files, edits, pins, moves, other colors', async () => {
  const { page, complaints } = await withCat('#k=6');
  const entries = page.locator('.entries li');
  const hexes = (): Promise<string[]> => page.locator('.entries .hex').allTextContents();
  const found = await hexes();

  const star = entries.nth(2).getByRole('button', { name: /^Keep exactly/ });
  await star.focus();
  await page.keyboard.press('Enter');
  await drawn(page);
  expect(await commandIn(page)).toBe(`kvant chelsea.png -k 6 --pin '${found[2]}' -o chelsea-k6.png`);
  expect(await hexes()).toContain(found[2]);
  expect(await page.evaluate(() => document.activeElement?.closest('.entries') !== null)).toBe(true);
  await slide(page, 'Colors', 4);
  await expectSameBytes(page);
  expect(await hexes()).toContain(found[2]);
  await page.getByRole('button', { name: 'Find the colors again' }).click();
  await slide(page, 'Colors', 6);
  await drawn(page);
  expect(await hexes()).toEqual(found);

  await entries.nth(1).locator('input[type=color]').fill('#80461c');
  await drawn(page);
  const [a = '', , ...rest] = found;
  expect(await hexes()).toEqual([a, '#80461c', ...rest]);
  expect((await pixelsOf(canvasOf(page, 1))).list).toContain('#80461c');
  await expectSameBytes(page);
  const move = entries.nth(0).getByRole('button', { name: /^Move to the right/ });
  await move.focus();
  await page.keyboard.press('Enter');
  await drawn(page);
  expect(await hexes()).toEqual(['#80461c', a, ...rest]);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(`Move to the right ${a}`);
  await expectSameBytes(page);
  expect(await commandIn(page)).toContain('--palette-order keep');
  await entries
    .nth(0)
    .getByRole('button', { name: /^Take out/ })
    .click();
  await drawn(page);
  expect(await hexes()).toEqual([a, ...rest]);

  const palette = page.getByRole('combobox', { name: 'Palette', exact: true });
  expect(await palette.inputValue()).toBe('own');
  await palette.selectOption('gameboy');
  await expectSameBytes(page);
  expect((await hexes()).length).toBe(4);
  writeFileSync(inFolder('three.hex'), 'ff0000\n00ff00\n0000ff\n');
  await page.setInputFiles('#palette-file', inFolder('three.hex'));
  await expect.poll(hexes).toEqual(['#ff0000', '#00ff00', '#0000ff']);
  await drop(page, { 'two.gpl': Buffer.from('GIMP Palette\n0 0 0 black\n255 255 255 white\n') });
  await expect.poll(hexes).toEqual(['#000000', '#ffffff']);

  await page.getByLabel('Drawn in').selectOption('sweetie-16');
  await expectSameBytes(page);
  expect(await commandIn(page)).toMatch(/^kvant chelsea\.png --recolor '#1a1c2c,[^']*' .*-o chelsea-k16\.png$/);
  expect(
    await entries
      .nth(0)
      .getByRole('button', { name: /Keep exactly/ })
      .isDisabled(),
  ).toBe(true);

  // A broken one changes nothing.
  const before = await hexes();
  writeFileSync(inFolder('broken.gpl'), 'no palette at all');
  await drop(page, { 'broken.gpl': readFileSync(inFolder('broken.gpl')) });
  await expect.poll(() => notice(page).textContent()).toBe(refusal('palette', 'broken.gpl'));
  expect(await hexes()).toEqual(before);
  await keepScreenshot(page, 'studio-broken-palette');
  expect(complaints).toEqual([]);
});

test('a palette in every format, as kvant palette writes it', async () => {
  const { page } = await withCat('#k=5');
  const colors = await page.locator('.entries .hex').allTextContents();
  const format = page.getByRole('combobox', { name: 'Format of the palette' });
  const names = await format.locator('option').allTextContents();
  expect(names.length).toBeGreaterThan(9);
  for (const name of names) {
    await format.selectOption(name);
    const file = await downloaded(page, 'Save palette as');
    const theirs = execFileSync(program, ['palette', colors.join(','), '--format', name]);
    expect([name, file.name.startsWith('chelsea-k5.'), sha256(file.bytes)]).toEqual([name, true, sha256(theirs)]);
    await page.waitForTimeout(100); // Chromium drops what a page gives out after ten files within a second
  }
});

test('settings that cannot be are told of, until they can', async () => {
  const { page } = await withCat('#k=2&pins=ff0000,00ff00,0000ff');
  await expect.poll(() => notice(page).textContent()).toMatch(/pin|keep/);
  expect(await card(page).textContent()).toContain('Not drawn');
  await slide(page, 'Colors', 5);
  await drawn(page);
  expect(await notice(page).isVisible()).toBe(false);
  expect(await page.locator('.entries li').count()).toBe(5);
});

test('variants, views and zoom', async () => {
  const { page, complaints } = await withCat('#k=4');
  await page.getByRole('button', { name: 'Add a variant like this one' }).click();
  await slide(page, 'Colors', 32);
  await page.getByRole('button', { name: 'Add a variant like this one' }).click();
  await page.getByLabel('Write as').selectOption('jpeg');
  await drawn(page);
  expect(await page.getByRole('button', { name: 'Add a variant like this one' }).isDisabled()).toBe(true);
  expect([await colorsOf(page, 1), await colorsOf(page, 2)]).toEqual([4, 32]);
  const shown = (): Promise<string[]> => page.locator('.pane:visible .tag').allTextContents();
  expect(await shown()).toEqual(['Original', 'Variant C']);

  await page.locator('.viewport').focus();
  await page.keyboard.press('v');
  expect(await shown()).toEqual(['Original', 'Variant A', 'Variant B', 'Variant C']);
  await settle(page);
  await keepScreenshot(page, 'studio-side');
  const boxes = async (): Promise<{ x: number; y: number; width: number }[]> =>
    Promise.all(
      [0, 1, 2, 3].map(async (pane) => {
        const canvas = await canvasOf(page, pane).boundingBox();
        const around = await page.locator('.pane').nth(pane).boundingBox();
        return {
          x: Math.round((canvas?.x ?? 0) - (around?.x ?? 0)),
          y: Math.round((canvas?.y ?? 0) - (around?.y ?? 0)),
          width: Math.round(canvas?.width ?? 0),
        };
      }),
    );
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.mouse.move(500, 300);
  await page.mouse.wheel(0, -200);
  await settle(page);
  const zoomed = await boxes();
  expect(new Set(zoomed.map((box) => JSON.stringify(box))).size).toBe(1);
  await page.mouse.down();
  await page.mouse.move(460, 320, { steps: 3 });
  await page.mouse.up();
  await settle(page);
  const moved = await boxes();
  expect(moved[0]).not.toEqual(zoomed[0]);
  expect(new Set(moved.map((box) => JSON.stringify(box))).size).toBe(1);
  await page.getByRole('button', { name: /^1:1/ }).click();
  expect((await boxes()).map(({ width }) => width)).toEqual([451, 451, 451, 451]);
  await page.getByRole('button', { name: 'Fit the picture into the view' }).click();
  await page.locator('.viewport').focus();
  await page.keyboard.press('1');
  expect(await page.locator('.zoom').textContent()).toBe('100%');
  await page.keyboard.press('+');
  expect(await page.locator('.zoom').textContent()).toBe('150%');
  await page.keyboard.press('0');

  await page.getByRole('button', { name: 'Variant B' }).click();
  await page.getByRole('button', { name: 'Remove this variant' }).click();
  await drawn(page);
  expect(await shown()).toEqual(['Original', 'Variant A', 'Variant B']);
  expect(await card(page, 'Variant B').textContent()).toContain('JPEG');
  await page.getByText('Under the slider').click();
  expect((await shown()).length).toBe(2);

  // The edge follows the mouse, and keys.
  const box = await page.locator('.viewport').boundingBox();
  if (!box) throw new Error('no viewport');
  const edge = page.getByRole('slider', { name: /original is shown/ });
  await page.mouse.move(box.x + box.width / 2, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + 60, { steps: 3 });
  await page.mouse.up();
  expect(Math.round(Number(await edge.inputValue()))).toBe(25);
  await edge.focus();
  await page.keyboard.press('ArrowRight');
  expect(Math.round(Number(await edge.inputValue()))).toBe(26);
  expect(complaints).toEqual([]);
});

test('undo and redo', async () => {
  const { page } = await withCat();
  const [undo, redo] = ['Undo', 'Redo'].map((name) => page.getByRole('button', { name }));
  const k = (): Promise<string> => page.getByRole('slider', { name: 'Colors', exact: true }).inputValue();
  expect([await undo?.isDisabled(), await redo?.isDisabled()]).toEqual([true, true]);
  for (const colors of [5, 6, 7, 8]) await slide(page, 'Colors', colors);
  await page.getByRole('combobox', { name: 'Dither', exact: true }).selectOption('bayer');
  // The list that was chosen from has the focus still.
  await page.keyboard.press('Control+z');
  expect(await page.getByRole('combobox', { name: 'Dither', exact: true }).inputValue()).toBe('none');
  expect(await k()).toBe('8');
  await undo?.click();
  expect(await k()).toBe('16');
  await redo?.click();
  expect(await k()).toBe('8');
  await page.locator('.viewport').focus();
  await page.keyboard.press('Control+z');
  expect(await k()).toBe('16');
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+y');
  expect(await page.getByRole('combobox', { name: 'Dither', exact: true }).inputValue()).toBe('bayer');
  expect(await redo?.isDisabled()).toBe(true);
  await drawn(page);
  expect(await colorsOf(page)).toBe(8);
});

test('a link has all settings, and nonsense in it is told of', async () => {
  const { page } = await withCat('#k=7&dither=bayer&strength=0.5~format=jpeg&quality=40~side');
  await slide(page, 'Colors', 12);
  await drawn(page);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect
    .poll(() => page.locator('[role=status]').allTextContents())
    .toContain('Copied a link with these settings');
  const link = await pasted(page);
  expect(link).toMatch(
    /\?demo#k=12&dither=bayer&strength=0\.5~quality=40&format=jpeg~side$|\?demo#k=12&.*~format=jpeg.*~side$/,
  );
  await expect.poll(() => page.url()).toBe(link);

  const again = await withCat(link.slice(link.indexOf('#')));
  expect(await again.page.getByRole('slider', { name: 'Colors', exact: true }).inputValue()).toBe('12');
  expect(await again.page.locator('.pane:visible').count()).toBe(3);
  expect(await commandIn(again.page)).toBe(await commandIn(page));
  // In the page that is open a link is followed, too.
  await again.page.evaluate(() => (location.hash = '#k=3&dither=rain'));
  await expect.poll(() => notice(again.page).textContent()).toMatch(/left out: dither=rain$/);
  await drawn(again.page);
  expect(await colorsOf(again.page)).toBe(3);

  const bad = await withCat('#k=0&palette=red&moon~k=5');
  expect(await notice(bad.page).textContent()).toMatch(/left out: k=0 palette=red moon$/);
  expect([await colorsOf(bad.page, 1), await colorsOf(bad.page, 2)]).toEqual([16, 5]);
  expect([...again.complaints, ...bad.complaints]).toEqual([]);
});

const openSection = async (page: Page, title: string): Promise<Locator> => {
  const section = page.locator('details.section', { has: page.locator(`h2:text-is("${title}")`) });
  await section.locator('summary').first().click();
  await section.scrollIntoViewIfNeeded();
  return section;
};

test('clouds and elbow', async () => {
  const { page, complaints } = await withCat('#k=8', { ...wide, reducedMotion: 'reduce' });
  const clouds = await openSection(page, 'The colors in space');
  await clouds.locator('.cloud').waitFor();
  await clouds.locator('.cloud').scrollIntoViewIfNeeded();
  await settle(page);
  expect(await colorsIn(clouds.locator('.cloud'))).toBeGreaterThan(1000);

  const elbow = await openSection(page, 'How many colors');
  const plot = elbow.locator('.u-over');
  await plot.waitFor();
  const label = (): Promise<string | null> => elbow.locator('.chart').getAttribute('aria-label');
  expect(await label()).toContain('This picture has 8.');
  await plot.scrollIntoViewIfNeeded();
  await plot.click({ position: { x: (await plot.evaluate((over) => over.clientWidth)) / 2, y: 100 } });
  await drawn(page);
  const chosen = Number(await page.getByRole('slider', { name: 'Colors', exact: true }).inputValue());
  expect(chosen).toBeGreaterThan(20);
  expect(chosen).toBeLessThan(45);
  expect(await colorsOf(page)).toBe(chosen);
  await expect.poll(label).toContain(`This picture has ${chosen}.`);
  await elbow.getByText('The figures').click();
  await elbow.getByRole('button', { name: 'Draw with 9', exact: true }).click();
  await drawn(page);
  expect(await colorsOf(page)).toBe(9);
  await expect.poll(label).toContain('This picture has 9.');
  expect(await elbow.getByRole('table').isVisible()).toBe(true);
  expect(await barriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await keepScreenshot(page, 'studio-clouds');
});

test('what lies over the picture: k-means step by step, differences, saves as JPEG', async () => {
  const { page, complaints } = await withCat('#k=5');
  const over = overlayOf(page, 1);
  const steps = await openSection(page, 'Watch k-means');
  await steps.getByRole('button', { name: 'From random pixels' }).click();
  await expect.poll(() => steps.getByRole('status').textContent()).toMatch(/^Step 2 of \d+/);
  await steps.getByRole('button', { name: 'Stop' }).click();
  const step = steps.getByRole('slider');
  await step.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => steps.getByRole('status').textContent()).toContain('Step 0 of');
  await expect.poll(async () => (await pixelsOf(over)).colors).toBe(5);
  const start = await pixelsOf(over);
  await page.keyboard.press('End');
  await expect.poll(async () => (await pixelsOf(over)).hash).not.toBe(start.hash);
  await keepScreenshot(page, 'studio-steps');

  const map = await openSection(page, 'Where it differs');
  await expect.poll(() => map.locator('p').textContent()).toMatch(/Half of the pixels differ by at most \d/);
  expect(await steps.getAttribute('open')).toBeNull();
  await expect.poll(() => over.isVisible()).toBe(true);
  await keepScreenshot(page, 'studio-map');

  const saving = await openSection(page, 'Saved as JPEG again and again');
  await slide(page, 'JPEG quality', 20);
  await slide(page, 'Times saved', 10);
  await expect.poll(() => saving.getByRole('status').textContent()).toMatch(/^Saved 10 times at quality 20: /);
  const weighed = execFileSync(program, [
    'compare',
    cat,
    '--generations',
    '10',
    '--quality',
    '20',
    '--json',
  ]).toString();
  const size = /([\d.]+) KB/.exec((await saving.getByRole('status').textContent()) ?? '')?.[1] ?? 'no size';
  expect(weighed).toMatch(new RegExp(`"bytes": ${size.replace('.', '')}`));
  expect(await over.isVisible()).toBe(true);
  await keepScreenshot(page, 'studio-saves');
  await saving.locator('summary').click();
  await expect.poll(() => over.isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});

test('less motion where people want less', async () => {
  const { page } = await withCat('#k=4', { ...wide, reducedMotion: 'reduce' });
  const steps = await openSection(page, 'Watch k-means');
  await steps.getByRole('button', { name: 'From k-means++' }).click();
  await expect.poll(() => steps.getByRole('status').textContent()).toMatch(/^Step (\d+) of \1:/);
  expect(await steps.getByRole('button', { name: 'Play' }).count()).toBe(1);
});

test('many pictures become a zip, each as the command line has it', async () => {
  writeFileSync(inFolder('words.png'), 'not a picture');
  kvant(cat, '-k', '40', '-o', inFolder('forty.gif'));
  const { page, complaints } = await withCat('#k=6&dither=bayer');
  const section = await openSection(page, 'Many pictures');
  const files = ['chelsea.png', 'forty.gif', 'words.png'];
  await page.setInputFiles('#many-files', files.map(inFolder));
  await page.setInputFiles('#many-files', inFolder('chelsea.png'));
  const status = section.getByRole('status');
  for (const shared of [false, true]) {
    await section.getByRole('checkbox').setChecked(shared);
    const { name, bytes } = await downloaded(page, 'Draw all, as a zip');
    expect(name).toBe('kvant-studio.zip');
    await expect.poll(() => status.textContent()).toMatch(/^3 of 4 drawn: /);
    expect(await section.locator('li').nth(2).textContent()).toContain('is not a picture in a format that kvant reads');
    const inside = unzipSync(bytes);
    expect(Object.keys(inside)).toEqual(['chelsea-k6.png', 'forty-k6.png', 'chelsea-k6-2.png']);
    if (shared) copyFileSync(cat, inFolder('chelsea-again.png'));
    const inputs = ['chelsea.png', 'forty.gif', ...(shared ? ['chelsea-again.png'] : [])].map(inFolder);
    const words = ['-k', '6', '--dither', 'bayer', '-f', '-q', '--out-dir', inFolder('all')];
    kvant(...inputs, ...words, ...(shared ? ['--shared-palette'] : []));
    for (const one of ['chelsea-k6.png', 'forty-k6.png']) {
      expect([one, sha256(inside[one] ?? new Uint8Array())]).toEqual([
        one,
        sha256(readFileSync(join(inFolder('all'), one))),
      ]);
    }
  }
  await keepScreenshot(page, 'studio-many');
  await section.getByRole('button', { name: 'Empty the list' }).click();
  expect(await section.locator('li').count()).toBe(0);
  expect(complaints).toEqual([]);
});

/** A PNG that says it is larger than it is. */
function hugePng(): Buffer {
  const png = Buffer.from(readFileSync(cat).subarray(0, 33));
  png.writeUInt32BE(20_000, 16);
  png.writeUInt32BE(10_000, 20);
  let crc = ~0;
  for (const byte of png.subarray(12, 29)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  png.writeInt32BE(~crc, 29);
  return Buffer.concat([png, readFileSync(cat).subarray(33)]);
}

test('what is dropped, pasted and chosen; what is no picture', async () => {
  const { page, complaints } = await open(browser, studio, wide);
  await drop(page, { 'chelsea.png': readFileSync(cat) });
  await drawn(page);
  await page.getByLabel('Write as').selectOption('gif');
  await expectSameBytes(page);
  kvant(cat, '-k', '3', '-o', inFolder('three.webp'));
  await drop(page, { 'three.webp': readFileSync(inFolder('three.webp')) }, 'paste');
  await expect.poll(() => page.title()).toBe('three.webp · kvant studio');
  await drawn(page);
  expect(await colorsOf(page)).toBe(3);

  writeFileSync(inFolder('letter.doc'), 'Dear people,\n');
  await page.setInputFiles('#picture-file', inFolder('letter.doc'));
  const formats = / \(PNG.*\)$/; // the program reads more
  await expect
    .poll(async () => ((await notice(page).textContent()) ?? '').replace(formats, ''))
    .toBe(refusal('letter.doc', '-k', '2').replace(formats, ''));
  expect(await page.title()).toBe('three.webp · kvant studio');

  await drop(page, { 'huge.png': hugePng() });
  await expect
    .poll(() => notice(page).textContent())
    .toMatch(/^huge\.png: .*Studio opens at most 64,000,000 pixels; the program opens more\.$/);
  expect(await notice(page).textContent()).not.toContain('--max-pixels');
  await keepScreenshot(page, 'studio-too-large');

  kvant(cat, '-k', '4', '-o', inFolder('four.png'), '--animate', inFolder('anim.gif'), '--init', 'random');
  await page.setInputFiles('#picture-file', inFolder('anim.gif'));
  await expect.poll(() => notice(page).textContent()).toMatch(/^anim\.gif: is an animation of \d+ frames/);
  expect(await notice(page).textContent()).not.toContain('--frame');
  await keepScreenshot(page, 'studio-frames');
  await page.getByRole('spinbutton', { name: 'Frame' }).fill('1');
  await page.getByRole('button', { name: 'Open this frame' }).click();
  await expect.poll(() => page.title()).toBe('anim.gif · kvant studio');
  expect(await notice(page).isVisible()).toBe(false);
  await expectSameBytes(page);
  expect(await commandIn(page)).toContain('anim.gif --frame 1 ');
  // Another picture has no frame.
  await page.setInputFiles('#picture-file', [inFolder('chelsea.png'), inFolder('three.webp')]);
  await expect.poll(() => page.title()).toBe('chelsea.png · kvant studio');
  await expectSameBytes(page);
  expect(await page.locator('.files li').allTextContents()).toHaveLength(2);
  expect(complaints).toEqual([]);
});

test('a name is never taken for markup', async () => {
  const { page, complaints } = await open(browser, studio, wide);
  const name = '<img src=x onerror="document.title=1">.png';
  await drop(page, { [name]: readFileSync(cat) });
  await drawn(page);
  expect(await page.title()).toBe(`${name} · kvant studio`);
  expect(await page.locator('img').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('the picture is copied', async () => {
  const { page } = await withCat('#k=4', { ...wide, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy picture' }).click();
  await expect.poll(() => page.locator('[role=status]').allTextContents()).toContain('Copied the picture');
});

const looks = [
  ['light', wide],
  ['dark', { ...wide, colorScheme: 'dark' }],
  ['phone-light', phone],
  ['phone-dark', { ...phone, colorScheme: 'dark' }],
] as const;
test.each(looks)('%s: fits, and no barriers with all open', async (look, options) => {
  const place = '#k=12&dither=atkinson~format=jpeg';
  const { page, complaints } = await open(browser, studio, { ...options, reducedMotion: 'reduce' }, place);
  await page.setInputFiles('#picture-file', inFolder('small.png'));
  await drawn(page);
  await keepScreenshot(page, `studio-${look}-closed`);
  for (const title of ['How many colors', 'The colors in space', 'Many pictures', 'Keys', 'Watch k-means']) {
    await openSection(page, title);
  }
  await page.locator('.u-over').waitFor();
  await page.getByRole('button', { name: 'From random pixels' }).click();
  await expect.poll(() => page.getByRole('slider', { name: 'Step of the iteration' }).isVisible()).toBe(true);
  await page.setInputFiles('#many-files', inFolder('chelsea.png'));
  await page.evaluate(() => scrollTo(0, 0));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const small = await page
    .locator('button:visible, summary:visible, label.as-button:visible, .segmented span')
    .evaluateAll((all) => all.filter((one) => one.clientHeight < 24).map((one) => one.outerHTML));
  expect(small).toEqual([]);
  expect(await barriers(page)).toEqual([]);
  await keepScreenshot(page, `studio-${look}`);
  await openSection(page, 'Where it differs');
  await expect.poll(() => overlayOf(page, 1).isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Download' }).hover();
  await page.waitForTimeout(200); // its color changes by and by
  expect(await barriers(page)).toEqual([]);
  if (look === 'phone-light') {
    // Fingers: the edge goes where the picture is touched.
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator('.viewport').tap({ position: { x: 40, y: 100 } });
    expect(Number(await page.getByRole('slider', { name: /original is shown/ }).inputValue())).toBeLessThan(20);
  }
  expect(complaints).toEqual([]);
});

test('how soon a change is seen, for the log', async () => {
  const large = join(process.env.KVANT_CORPUS ?? join(root, '../shared/data'), 'large/Louvre.jpg');
  const plain = await launch({ graphics: false });
  try {
    const { page } = await open(plain, studio, wide);
    const million = await scaled(page, existsSync(large) ? large : cat, 1e6);
    await drop(page, { 'million.png': million });
    await drawn(page);
    const times = await page.evaluate(async () => {
      const range = document.querySelector<HTMLInputElement>('input[type=range][aria-label="Colors"]');
      const put: number[] = [];
      const painted: number[] = [];
      new PerformanceObserver((list) => {
        for (const { name, startTime, duration } of list.getEntries()) {
          if (name !== 'draft') continue;
          put.push(duration);
          // The first task after the next frame.
          requestAnimationFrame(() => setTimeout(() => painted.push(performance.now() - startTime)));
        }
      }).observe({ type: 'measure' });
      for (let k = 2; range && k <= 32; k += 1) {
        range.value = String(k);
        range.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((done) => setTimeout(done, 80));
      }
      return { put, painted };
    });
    await drawn(page);
    expect(await colorsOf(page)).toBe(32);
    const figures = ([...all]: number[]): string => {
      all.sort((a, b) => a - b);
      return `${all[Math.floor(all.length / 2)]?.toFixed(0)} ms (median), ${all.at(-1)?.toFixed(0)} ms (most)`;
    };
    console.log(
      `Studio, ${existsSync(large) ? 'Louvre.jpg' : 'the cat'} scaled to 1 megapixel, k from 2 to 32: ${times.put.length} drafts, ` +
        `from the change to the pixels ${figures(times.put)}, until they are painted ${figures(times.painted)}`,
    );
  } finally {
    await plain.close();
  }
});
