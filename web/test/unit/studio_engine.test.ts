// Studio's engine, in Node.js: the same bytes as the program, and the same words about what it cannot read.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEngine, type Engine } from '../../src/studio/engine';
import { Refusal, type Answer, type CallName, type Calls, type Settings } from '../../src/studio/protocol';
import { commandOf } from '../../src/studio/recipes';
import { firstVariant, settingsOf, type Variant } from '../../src/studio/state';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const module = join(root, 'build/wasm/engine.wasm');
const program = resolve(process.env.KVANT_BIN ?? join(root, 'build/release/kvant'));
const corpus = resolve(process.env.KVANT_CORPUS ?? join(root, '../shared/data'));
const missing = [module, program].filter((path) => !existsSync(path));
if (missing.length > 0) console.warn(`NOT TESTED: Studio's engine, as there is no ${missing.join(' and no ')}`);
const noCorpus = !existsSync(join(corpus, 'faults'));
if (noCorpus)
  console.warn(`NOT TESTED: Studio's engine on damaged files, as there is no ${corpus}/faults (KVANT_CORPUS)`);

vi.setConfig({ testTimeout: 60_000 }); // one thread of a busy machine draws again and again for an aim
const folder = mkdtempSync(join(tmpdir(), 'kvant-engine-'));
let engine: Engine;

beforeAll(async () => {
  if (missing.length === 0) engine = await startEngine(await WebAssembly.compile(readFileSync(module)));
});
afterAll(() => rmSync(folder, { recursive: true }));

function ask<Name extends CallName>(
  name: Name,
  asks: Calls[Name][0],
  bytes: Uint8Array = new Uint8Array(),
): Answer<Name> {
  const { said, blocks } = engine.answer({ do: name, ...asks }, bytes);
  const { error } = said as { error?: { code: string; message: string } };
  if (error) throw new Refusal(error.message, error.code);
  return { said: said as Calls[Name][1], blocks };
}

/** What is written of a file by some settings. */
function written(bytes: Uint8Array, settings: Settings): Buffer {
  const { picture } = ask('open', {}, bytes).said;
  try {
    ask('draw', { picture, settings });
    return Buffer.from(ask('encode', { picture, settings }).blocks[0] ?? []);
  } finally {
    ask('close', { picture });
  }
}

/** The program's file, by the command that Studio shows. */
function fileOfCommand(input: string, variant: Variant): Buffer {
  const words = commandOf({ name: input }, variant, 0)
    .replace(/ -o \S+$/, ' -f -q -o out')
    .replace(/^kvant/, program);
  const out = `out.${variant.format.replace('-lossy', '')}`;
  execFileSync('/bin/sh', ['-c', words.replace(/-o out$/, `-o ${out}`)], { cwd: folder });
  return readFileSync(join(folder, out));
}

/** R, G, B, A samples of 16 bits, as a file. */
function deepPicture(): Buffer {
  const [width, height] = [40, 30];
  const samples = Buffer.alloc(width * height * 8);
  for (let i = 0; i < width * height; i += 1) {
    const [x, y] = [i % width, Math.floor(i / width)];
    [x * 1600, y * 2100, (x * y * 54) % 65536, x < 10 ? 0 : x < 20 ? 40_000 : 65_535].forEach((sample, c) =>
      samples.writeUInt16BE(sample, 8 * i + 2 * c),
    );
  }
  const head = `P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 65535\nTUPLTYPE RGB_ALPHA\nENDHDR\n`;
  return Buffer.concat([Buffer.from(head), samples]);
}

describe.skipIf(missing.length > 0)('the same bytes as the program', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'chelsea.png'), readFileSync(join(root, 'examples/chelsea.png')));
    writeFileSync(join(folder, 'deep.pam'), deepPicture());
  });

  test.each<[string, Partial<Variant>]>([
    ['chelsea.png', { colors: 24 }],
    ['chelsea.png', { colors: 24, format: 'gif' }],
    ['chelsea.png', { colors: 24, format: 'webp' }],
    ['chelsea.png', { colors: 1 }],
    ['chelsea.png', { colors: 256 }],
    ['chelsea.png', { colors: 256, format: 'gif', dither: 'floyd-steinberg' }],
    ['chelsea.png', { colors: 9, space: 'srgb' }],
    ['chelsea.png', { colors: 9, space: 'linear', dither: 'atkinson' }],
    ['chelsea.png', { colors: 9, salience: 0.5 }],
    ['chelsea.png', { colors: 9, salience: 1, dither: 'sierra', format: 'gif' }],
    ['chelsea.png', { colors: 7, dither: 'riemersma', strength: 0.35 }],
    ['chelsea.png', { colors: 7, dither: 'bayer', strength: 0.7 }],
    ['chelsea.png', { colors: 7, dither: 'blue-noise' }],
    ['chelsea.png', { colors: 6, pins: ['#ff0000', '#00ff00'] }],
    ['chelsea.png', { palette: ['#112233', '#ccbbaa', '#ffffff', '#00ffff'] }],
    ['chelsea.png', { palette: ['#112233', '#ccbbaa', '#ffffff', '#00ffff'], order: 'keep' }],
    ['chelsea.png', { palette: ['#112233', '#ccbbaa', '#ffffff', '#00ffff'], order: 'keep', format: 'webp' }],
    ['chelsea.png', { palette: ['#000000', '#ffffff'], dither: 'floyd-steinberg', format: 'gif', order: 'keep' }],
    ['chelsea.png', { recolor: ['#0f380f', '#306230', '#8bac0f', '#9bbc0f'] }],
    ['chelsea.png', { recolor: ['#000000', '#ffffff'], dither: 'bayer', aim: 'auto', pins: ['#ff0000'] }],
    ['chelsea.png', { aim: 'psnr', aimValue: 30 }],
    ['chelsea.png', { aim: 'delta', aimValue: 4.5 }],
    ['chelsea.png', { aim: 'size', aimValue: 20_000 }],
    ['chelsea.png', { aim: 'size', aimValue: 20_000, format: 'gif' }],
    ['chelsea.png', { aim: 'size', aimValue: 20_000, format: 'webp' }],
    ['chelsea.png', { format: 'jpeg', quality: 90 }],
    ['chelsea.png', { format: 'jpeg', quality: 30 }],
    ['chelsea.png', { format: 'webp-lossy', quality: 75 }],
    ['deep.pam', { format: 'webp-lossy', quality: 50 }],
    ['deep.pam', { colors: 12 }],
    ['deep.pam', { aim: 'delta', aimValue: 3, dither: 'bayer' }],
    ['deep.pam', { colors: 12, format: 'webp', dither: 'floyd-steinberg' }],
    ['deep.pam', { colors: 5, recolor: ['#000000', '#ff0000', '#ffffff'] }],
    ['deep.pam', { colors: 5, pins: ['#ff000080'] }],
  ])('%s by %j', (name, change) => {
    const variant = { ...firstVariant, ...change };
    const ours = written(readFileSync(join(folder, name)), settingsOf(variant));
    expect(ours.length).toBeGreaterThan(50);
    expect(ours.equals(fileOfCommand(name, variant))).toBe(true);
  });

  test('the elbow, too', () => {
    const variant: Variant = { ...firstVariant, aim: 'auto' };
    const ours = written(readFileSync(join(folder, 'deep.pam')), settingsOf(variant));
    expect(ours.equals(fileOfCommand('deep.pam', variant))).toBe(true);
  });

  test('another picture in between changes nothing', () => {
    const settings = settingsOf({ ...firstVariant, colors: 5, dither: 'bayer' });
    const [cat, deep] = ['chelsea.png', 'deep.pam'].map((name) => readFileSync(join(folder, name)));
    if (!cat || !deep) throw new Error('no pictures');
    const first = written(cat, settings);
    written(deep, settings);
    expect(written(cat, settings).equals(first)).toBe(true);
  });

  test('palettes in every format', () => {
    const { said: about } = ask('about', {});
    expect(about.version).toBe(
      execFileSync(program, ['--version'])
        .toString()
        .match(/\d+\.\d+\.\d+/)?.[0],
    );
    const { picture } = ask('open', {}, readFileSync(join(folder, 'chelsea.png'))).said;
    const { palette } = ask('draw', { picture, settings: { colors: 12 } }).said;
    const colors = palette.map(({ hex }) => hex);
    expect(about.paletteFormats.length).toBeGreaterThan(9);
    for (const format of about.paletteFormats) {
      const ours = Buffer.from(ask('writePalette', { colors, format, name: '' }).blocks[0] ?? []);
      const theirs = execFileSync(program, ['palette', colors.join(','), '--format', format]);
      expect([format, ours.toString('hex')]).toEqual([format, theirs.toString('hex')]);
      const back = ask('readPalette', { name: `a.${format}` }, ours).said.colors;
      expect([format, back]).toEqual([format, colors]);
    }
    for (const { name, colors: preset } of about.presets) {
      const theirs = execFileSync(program, ['palette', name, '--format', 'hex']).toString();
      expect(preset).toEqual(
        theirs
          .trim()
          .split('\n')
          .map((line) => line.replace(/^#?/, '#')),
      );
    }
  });
});

describe.skipIf(missing.length > 0)('requests that make no sense', () => {
  test.each<[string, string]>([
    ['{}', 'no request '],
    ['{"do": "fly"}', 'no request fly'],
    ['{"do": "draw", "picture": 99}', 'no such picture is open'],
    ['{"do": "step", "step": 7}', 'no such step'],
    ['{"do": "writePalette", "format": "doc", "colors": []}', 'no palette format doc'],
    ['{"do": "writePalette", "format": "hex", "colors": ["red-ish"]}', "no color 'red-ish'"],
  ])('%s', (request, message) => {
    expect(engine.answer(JSON.parse(request) as object, new Uint8Array()).said).toEqual({
      error: { code: 'invalid_argument', message },
    });
  });

  test.each<[Settings | object, RegExp]>([
    [{ colors: 0 }, /1 to 65536/],
    [{ colors: -1 }, /1 to 65536/],
    [{ colors: 'many' }, /settings that are not as they should be/],
    [{ space: 'lab' }, /no color space 'lab'/],
    [{ dither: 'rain' }, /no dither 'rain'/],
    [{ strength: 2 }, /strength/],
    [{ salience: -1 }, /salience/],
    [{ colors: 1, pins: ['#000000', '#ffffff'] }, /pin/],
    [{ recolor: ['#000000'] }, /at least 2 colors/],
    [{ format: 'exe' }, /no format 'exe'/],
  ])('settings %j', (settings, message) => {
    const { picture } = ask('open', {}, deepPicture()).said;
    expect(() => ask('encode', { picture, settings })).toThrow(message);
    ask('close', { picture });
  });
});

describe.skipIf(missing.length > 0 || noCorpus)('damaged and unusual files', () => {
  // These are not in the engine.
  const notRead = /\.(avif|heic|jxl)$/;
  const faults = noCorpus ? [] : readdirSync(join(corpus, 'faults')).filter((name) => !notRead.test(name));
  const isPalette = (name: string): boolean => /\.(gpl|act|ase|aco|pal|hex|css|json|txt)$/.test(name);
  // The program lists more formats where it recognizes none.
  const sameFormats = (message: string): string => message.replace(/ in a format that kvant reads \(.*\)$/, '');

  /** What the program says about a file on standard error, and whether it refuses it. */
  function saysProgram(path: string, words: string[]): { said: string[]; refused: boolean; out: Buffer } {
    const { stderr, stdout, status } = spawnSync(program, words);
    const start = `kvant: ${path}: `;
    const lines = stderr.toString().split('\n');
    return {
      said: lines.filter((line) => line.startsWith(start)).map((line) => sameFormats(line.slice(start.length))),
      refused: status !== 0,
      out: stdout,
    };
  }

  test.each(faults)('%s', (name) => {
    const path = join(corpus, 'faults', name);
    const bytes = readFileSync(path);
    const most = String(ask('about', {}).said.mostPixels);
    const { said, refused, out } = saysProgram(path, [
      path,
      '-k',
      '4',
      '-o',
      '-',
      '--format',
      'png',
      '--max-pixels',
      most,
    ]);
    let opened: string[];
    try {
      const { picture, warning } = ask('open', {}, bytes).said;
      opened = warning ? [warning] : [];
      ask('close', { picture });
      expect(refused).toBe(false);
      const ours = written(bytes, settingsOf({ ...firstVariant, colors: 4 }));
      expect(ours.equals(out)).toBe(true);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      opened = [sameFormats(problem.message)];
      expect(refused).toBe(true);
    }
    expect(opened).toEqual(said);
  });

  test.each(faults.filter(isPalette))('%s as a palette', (name) => {
    const path = join(corpus, 'faults', name);
    const theirs = saysProgram(path, ['palette', path, '--format', 'hex']);
    try {
      const { colors } = ask('readPalette', { name }, readFileSync(path)).said;
      expect(theirs.out.toString().trim().split('\n')).toEqual(colors);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      expect(theirs.said).toEqual([sameFormats(problem.message)]);
    }
  });

  test('what a format cannot hold', () => {
    const variant: Variant = { ...firstVariant, format: 'gif' };
    writeFileSync(join(folder, 'deep.pam'), deepPicture());
    const path = join(folder, 'deep.pam');
    const { said } = saysProgram(path, [path, '-k', '16', '-o', join(folder, 'no.gif')]);
    expect(said).toHaveLength(1);
    expect(() => written(deepPicture(), settingsOf(variant))).toThrow(said[0]);
  });

  test.each(['a palette of words\n', '', '{"colors": 3}', '\0\0\0\u0004'])('a palette that says %j', (text) => {
    const path = join(folder, 'broken.txt');
    writeFileSync(path, text);
    const { said } = saysProgram(path, ['palette', path]);
    expect(said).toHaveLength(1);
    expect(() => ask('readPalette', { name: 'broken.txt' }, Buffer.from(text))).toThrow(said[0]);
  });
});
