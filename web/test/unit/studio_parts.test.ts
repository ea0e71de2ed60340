// Of Studio's modules, what needs neither a page nor the engine.
import { execFileSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { Latest } from '../../src/studio/latest';
import { commandOf, outputName, pythonOf, shellWord, uniqueNames } from '../../src/studio/recipes';
import { bestColumns, zoomed, type Place } from '../../src/studio/stage';
import { firstVariant, type Variant } from '../../src/studio/state';

const variantOf = (change: Partial<Variant>): Variant => ({ ...firstVariant, ...change });
const names = [
  'a.png',
  'my cat.png',
  "it's.png",
  '"quoted".png',
  'größe.png',
  '猫.png',
  '$HOME `id` \\.png',
  '-rf.png',
  'a\nb.png',
];

test.each(names)('a shell reads %j as one word', (name) => {
  expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(name)}`]).toString()).toBe(name);
});

test('names are quoted only where they need to be, and options are never taken for files', () => {
  expect(commandOf({ name: 'a.png' }, firstVariant, 16)).toBe('kvant a.png -k 16 -o a-k16.png');
  expect(commandOf({ name: 'my cat.jpg' }, firstVariant, 16)).toBe("kvant 'my cat.jpg' -k 16 -o 'my cat-k16.png'");
  expect(commandOf({ name: "it's.png" }, firstVariant, 16)).toBe("kvant 'it'\\''s.png' -k 16 -o 'it'\\''s-k16.png'");
  expect(commandOf({ name: '-rf.png' }, firstVariant, 16)).toBe('kvant ./-rf.png -k 16 -o -rf-k16.png');
});

test.each<[Partial<Variant>, string]>([
  [{ colors: 5 }, '-k 5 -o a-k5.png'],
  [{ aim: 'auto' }, '-k auto -o a-k5.png'],
  [{ aim: 'psnr', aimValue: 35.5 }, '--psnr 35.5 -o a-k5.png'],
  [{ aim: 'delta', aimValue: 2 }, '--max-delta 2 -o a-k5.png'],
  [{ aim: 'size', aimValue: 30000.4, format: 'gif' }, '--target-size 30000 -o a-k5.gif'],
  [{ palette: ['#000000', '#ffffff'], aim: 'auto', pins: ['#ff0000'] }, "--palette '#000000,#ffffff' -o a-k2.png"],
  [{ recolor: ['#000000', '#ffffff'], aim: 'psnr' }, "--recolor '#000000,#ffffff' -o a-k2.png"],
  [{ pins: ['#ff0000', '#00ff0080'] }, "-k 16 --pin '#ff0000,#00ff0080' -o a-k16.png"],
  [{ space: 'linear', salience: 0.5 }, '-k 16 --space linear --salience 0.5 -o a-k16.png'],
  [{ dither: 'bayer' }, '-k 16 --dither bayer -o a-k16.png'],
  [{ dither: 'bayer', strength: 0.35 }, '-k 16 --dither bayer --dither-strength 0.35 -o a-k16.png'],
  [{ strength: 0.35 }, '-k 16 -o a-k16.png'],
  [{ order: 'keep', format: 'gif' }, '-k 16 --palette-order keep -o a-k16.gif'],
  [{ format: 'webp' }, '-k 16 -o a-k16.webp'],
  [{ format: 'webp', order: 'keep' }, '-k 16 -o a-k16.webp'],
  [{ recolor: ['#000000', '#ffffff'], pins: ['#ff0000'] }, "--recolor '#000000,#ffffff' -o a-k2.png"],
  [{ format: 'jpeg', quality: 80, dither: 'bayer' }, '-k all --quality 80 -o a-q80.jpg'],
  [{ format: 'webp-lossy', quality: 8, palette: ['#000000'] }, '-k all --quality 8 -o a-q8.webp'],
])('the command for %j', (change, words) => {
  expect(commandOf({ name: 'a.png' }, variantOf(change), 5)).toBe(`kvant a.png ${words}`);
});

test.each<[Partial<Variant>, string]>([
  [{}, '"a.png", 16'],
  [{ aim: 'size' }, '"a.png", 5'],
  [{ aim: 'auto' }, '"a.png", "auto"'],
  [{ palette: ['#000000', '#ffffff'] }, '"a.png", palette=["#000000", "#ffffff"]'],
  [{ recolor: ['#000000', '#ffffff'] }, '"a.png", recolor=["#000000", "#ffffff"]'],
  [
    { pins: ['#ff0000'], space: 'srgb', salience: 0.25, dither: 'atkinson', strength: 0.5 },
    '"a.png", 16, pin=["#ff0000"], space="srgb", salience=0.25, dither="atkinson", dither_strength=0.5',
  ],
])('the Python for %j', (change, words) => {
  expect(pythonOf({ name: 'a.png' }, variantOf(change), 5)).toBe(
    `from kvant import quantize\npicture = quantize(${words})\npicture.save("${outputName('a.png', variantOf(change), 5)}")`,
  );
});

test('a frame of an animation', () => {
  const input = { name: 'a.gif', frame: 3 };
  expect(commandOf(input, firstVariant, 16)).toBe('kvant a.gif --frame 3 -k 16 -o a-k16.png');
  expect(pythonOf(input, firstVariant, 16)).toBe(
    [
      'from PIL import Image',
      'from kvant import quantize',
      'picture = Image.open("a.gif")',
      'picture.seek(3)',
      'picture = quantize(picture, 16)',
      'picture.save("a-k16.png")',
    ].join('\n'),
  );
});

test.each(names)('Python reads %j as one text', (name) => {
  const [, line = ''] = pythonOf({ name }, firstVariant, 5).split('\n');
  const script = `import json; quantize = lambda *a: a[0]\n${line}\nprint(json.dumps(picture))`;
  expect(JSON.parse(execFileSync('python3', ['-c', script]).toString())).toBe(name);
});

test('names of what is written', () => {
  expect(outputName('photo.jpg', firstVariant, 3)).toBe('photo-k16.png');
  expect(outputName('photo.jpg', variantOf({ aim: 'auto' }), 24)).toBe('photo-k24.png');
  expect(outputName('photo.jpg', variantOf({ aim: 'auto', recolor: ['#000000', '#ffffff'] }), 3)).toBe('photo-k2.png');
  expect(outputName('a.b.jpg', variantOf({ colors: 2, format: 'webp' }), 2)).toBe('a.b-k2.webp');
  expect(outputName('photo', variantOf({ format: 'jpeg', quality: 7 }), 0)).toBe('photo-q7.jpg');
  expect(outputName('photo.png', variantOf({ format: 'webp-lossy', quality: 7 }), 0)).toBe('photo-q7.webp');
  expect(outputName('.png', firstVariant, 2)).toBe('picture-k16.png');
});

test('names that stay apart in one folder', () => {
  expect(uniqueNames(['a.png', 'b.png', 'A.png', 'a.png', 'a-2.png', 'c', 'c'])).toEqual([
    'a.png',
    'b.png',
    'A-2.png',
    'a-3.png',
    'a-2-2.png',
    'c',
    'c-2',
  ]);
});

test('what is under the pointer stays there when zooming, within limits', () => {
  const size = { width: 400, height: 200 };
  const at = ({ zoom, x, y }: Place, point: { x: number; y: number }): number[] => [
    x * size.width + point.x / zoom,
    y * size.height + point.y / zoom,
  ];
  const place = { zoom: 2, x: 0.4, y: 0.6 };
  for (const point of [
    { x: 0, y: 0 },
    { x: 37, y: -12 },
  ]) {
    for (const factor of [1.5, 1 / 1.5, 100, 1e-6]) {
      const after = zoomed(place, factor, point, size, 0.5);
      at(after, point).forEach((value, i) => expect(value).toBeCloseTo(at(place, point)[i] ?? NaN, 9));
      expect(after.zoom).toBeGreaterThanOrEqual(0.5);
      expect(after.zoom).toBeLessThanOrEqual(32);
    }
  }
  expect(zoomed(place, 1.5, { x: 0, y: 0 }, size, 0.5)).toEqual({ zoom: 3, x: 0.4, y: 0.6 });
});

test('side by side, pictures are as large as they can be', () => {
  const room = { width: 900, height: 600 };
  expect(bestColumns(4, { width: 450, height: 300 }, room)).toBe(2);
  expect(bestColumns(4, { width: 100, height: 600 }, room)).toBe(4);
  expect(bestColumns(2, { width: 900, height: 100 }, room)).toBe(1);
  expect(bestColumns(3, { width: 10, height: 10 }, { width: 0, height: 0 })).toBe(3);
});

test('only the latest of what is asked for runs, one at a time', async () => {
  const latest = new Latest();
  const ran: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) => (): Promise<void> => {
    ran.push(n);
    return new Promise((done) => ends.push(done));
  };
  [1, 2, 3, 4].forEach((n) => latest.run(work(n)));
  expect(ran).toEqual([1]);
  ends.shift()?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(ran).toEqual([1, 4]);
  latest.run(work(5));
  expect(ran).toEqual([1, 4]);
  ends.shift()?.();
  await new Promise(setImmediate);
  ends.shift()?.();
  await new Promise(setImmediate);
  latest.run(work(6));
  expect(ran).toEqual([1, 4, 5, 6]);
});

test('work that fails does not stop what comes after it', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const latest = new Latest();
  const ran: string[] = [];
  latest.run(() => Promise.reject(new Error('of a test')));
  latest.run(() => {
    ran.push('after');
    return Promise.resolve();
  });
  await new Promise(setImmediate);
  expect(ran).toEqual(['after']);
  expect(complaint).toHaveBeenCalledOnce();
  complaint.mockRestore();
});
