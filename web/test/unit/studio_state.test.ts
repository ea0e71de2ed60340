import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decidesColors, firstVariant, settingsOf, Store, type Variant } from '../../src/studio/state';

const storeOf = (...variants: Partial<Variant>[]): Store =>
  new Store({
    variants: variants.map((variant) => ({ ...firstVariant, ...variant })),
    active: 0,
    view: 'slider',
  });
const numbers = (store: Store): number[] => store.state.variants.map(({ colors }) => colors);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('undo and redo, and a change in between forgets what was undone', () => {
  const store = storeOf({ colors: 1 });
  expect([store.canUndo, store.canRedo]).toEqual([false, false]);
  store.undo();
  store.redo();
  expect(numbers(store)).toEqual([1]);

  store.changeVariant('colors', { colors: 2 });
  store.changeVariant('dither', { dither: 'bayer' });
  store.undo();
  expect(store.variant).toEqual({ ...firstVariant, colors: 2 });
  store.undo();
  expect(numbers(store)).toEqual([1]);
  expect([store.canUndo, store.canRedo]).toEqual([false, true]);
  store.redo();
  expect(numbers(store)).toEqual([2]);
  store.changeVariant('space', { space: 'srgb' });
  expect(store.canRedo).toBe(false);
  store.undo();
  expect(store.variant).toEqual({ ...firstVariant, colors: 2 });
});

test('a slider that moves is one change; after a rest it is another', () => {
  const store = storeOf({ colors: 1 });
  for (const colors of [2, 3, 4]) {
    vi.advanceTimersByTime(300);
    store.changeVariant('colors', { colors });
  }
  vi.advanceTimersByTime(1500);
  store.changeVariant('colors', { colors: 5 });
  store.undo();
  expect(numbers(store)).toEqual([4]);
  // What follows an undo is never joined with what was undone.
  store.changeVariant('colors', { colors: 9 });
  store.undo();
  expect(numbers(store)).toEqual([4]);
  store.undo();
  expect(numbers(store)).toEqual([1]);
});

test('what changes nothing is no change', () => {
  const store = storeOf({ palette: ['#000000'] });
  store.changeVariant('palette', { palette: ['#000000'], dither: 'none' });
  expect(store.canUndo).toBe(false);
});

test('changes of different variants are different changes', () => {
  const store = storeOf({ colors: 1 }, { colors: 2 });
  store.changeVariant('colors', { colors: 8 });
  store.change('active', { active: 1 });
  store.changeVariant('colors', { colors: 9 });
  expect(numbers(store)).toEqual([8, 9]);
  store.undo();
  expect(numbers(store)).toEqual([8, 2]);
  store.undo();
  store.undo();
  expect(numbers(store)).toEqual([1, 2]);
  expect(store.state.active).toBe(0);
});

test('a quick run of adding is undone one by one', () => {
  const store = storeOf({});
  for (const active of [1, 2]) {
    store.change('add', { variants: [...store.state.variants, { ...firstVariant }], active });
  }
  store.undo();
  expect(store.state.variants).toHaveLength(2);
});

test('who subscribes hears of each change, and what was before', () => {
  const store = storeOf({ colors: 1 });
  const heard: number[][] = [];
  store.subscribe((state, before) => heard.push([state, before].map(({ variants }) => variants[0]?.colors ?? 0)));
  store.changeVariant('colors', { colors: 2 });
  store.undo();
  store.redo();
  expect(heard).toEqual([
    [2, 1],
    [1, 2],
    [2, 1],
  ]);
});

const drawn = {
  colors: 16,
  space: 'oklab',
  dither: 'none',
  strength: 1,
  salience: 0,
  format: 'png',
  order: 'smallest',
};
test.each<[string, Partial<Variant>, object]>([
  ['by itself', {}, drawn],
  ['JPEG', { format: 'jpeg', quality: 70, dither: 'bayer', pins: ['#000000'] }, { format: 'jpeg', quality: 70 }],
  ['an elbow', { aim: 'auto' }, { ...drawn, colors: 256, aim: 'auto' }],
  ['a PSNR', { aim: 'psnr', aimValue: 33.5 }, { ...drawn, colors: 256, aim: { psnr: 33.5 } }],
  ['a difference', { aim: 'delta', aimValue: 2.5 }, { ...drawn, colors: 256, aim: { maxDelta: 2.5 } }],
  ['a size', { aim: 'size', aimValue: 12345.6 }, { ...drawn, colors: 256, aim: { targetSize: 12346 } }],
  ['pins', { pins: ['#ff0000'] }, { ...drawn, pins: ['#ff0000'] }],
  [
    'a palette before all else',
    { palette: ['#000000'], pins: ['#ff0000'], recolor: ['#111111'] },
    { ...drawn, colors: 1, palette: ['#000000'] },
  ],
  [
    'other colors',
    { recolor: ['#000000', '#ffffff'], pins: ['#ff0000'], aim: 'auto' },
    { ...drawn, colors: 2, recolor: ['#000000', '#ffffff'] },
  ],
  ['WebP keeps no order', { format: 'webp', order: 'keep' }, { ...drawn, format: 'webp' }],
  [
    'a palette is no aim',
    { palette: ['#000000'], order: 'keep' },
    { ...drawn, colors: 1, palette: ['#000000'], order: 'keep' },
  ],
])('what the engine is told: %s', (_, variant, settings) => {
  expect(settingsOf({ ...firstVariant, ...variant })).toEqual(settings);
});

test('an aim decides the number of colors unless they are given', () => {
  const decides = (variant: Partial<Variant>): boolean => decidesColors({ ...firstVariant, aim: 'auto', ...variant });
  expect([
    decides({}),
    decides({ aim: 'none' }),
    decides({ palette: ['#000000'] }),
    decides({ recolor: ['#000000'] }),
  ]).toEqual([true, false, false, false]);
  // Nor is the engine told of colors to look for, then.
  expect(settingsOf({ ...firstVariant, aim: 'auto', palette: ['#000000'] }).colors).toBeLessThanOrEqual(256);
});
