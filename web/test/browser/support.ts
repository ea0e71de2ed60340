// Pages made by kvant, opened in Chromium. KVANT_BIN names the program, KVANT_CHROMIUM a browser other than Debian's.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const cat = join(root, 'examples/chelsea.png');
const screenshots = join(root, 'build/web/screenshots'); // for people to look at

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'kvant-page-'));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

export function kvant(...words: string[]): void {
  const program = process.env.KVANT_BIN;
  if (!program) throw new Error('KVANT_BIN names no program');
  execFileSync(resolve(program), words, { stdio: 'pipe' });
}

/** graphics: WebGL, by a graphics card that is emulated, which makes all that is seen slow. */
export function launch({ graphics = true } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.KVANT_CHROMIUM ?? '/usr/bin/chromium',
    // Containers: run by root, with little shared memory and no graphics card.
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      ...(graphics ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] : ['--disable-gpu']),
    ],
  });
}

/** A page that is open, and what it should not have done. */
export interface Opened {
  page: Page;
  complaints: string[]; // errors, and requests that leave the file
}

/** Opens a file; `place` is what follows its name in the address. */
export async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
  place = '',
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const own = pathToFileURL(file).href;
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url().replace(/#.*/, '');
    if (url !== (own + place).replace(/#.*/, '') && !/^(data|blob):/.test(url)) complaints.push(`asked for ${url}`);
  });
  await page.goto(own + place);
  await page.waitForSelector('main');
  await settle(page);
  return { page, complaints };
}

/** Waits until what was asked of the browser is drawn. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
  );
}

/** How many different colors the pixels of an element have. */
export async function colorsIn(element: Locator): Promise<number> {
  const png = (await element.screenshot()).toString('base64');
  return element.page().evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    if (!context) return 0;
    context.drawImage(image, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, png);
}

export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

/** What axe-core finds wrong, as "rule: element". */
export async function barriers(page: Page): Promise<string[]> {
  const axe = await import('axe-core');
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    type Result = { violations: { id: string; nodes: { html: string }[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<Result> } };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** What is on the clipboard, by pasting it. */
export async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.body.append(field);
    field.focus();
  });
  await page.keyboard.press('Control+V');
  return page.evaluate(() => {
    const field = document.querySelector<HTMLTextAreaElement>('#pasted');
    const text = field?.value ?? '';
    field?.remove();
    return text;
  });
}
