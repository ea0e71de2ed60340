import { expect, test } from 'vitest';
import { oklab, rgbOfHex, wantsDarkText, type Rgb } from '../../src/color';

test('hex, with and without alpha', () => {
  expect(rgbOfHex('#0a80ff')).toEqual([10, 128, 255]);
  expect(rgbOfHex('#0a80ff7f')).toEqual([10, 128, 255]);
});

// L, a, b of the corners of sRGB, as CSS Color 4 converts them.
test.each<[Rgb, [number, number, number]]>([
  [
    [255, 255, 255],
    [1, 0, 0],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
  [
    [255, 0, 0],
    [0.62796, 0.22486, 0.12585],
  ],
  [
    [0, 255, 0],
    [0.86644, -0.23389, 0.1795],
  ],
  [
    [0, 0, 255],
    [0.45201, -0.03246, -0.31153],
  ],
])('Oklab of %j', (rgb, expected) => {
  oklab(...rgb).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
});

test('dark text on light colors only', () => {
  expect(wantsDarkText([255, 255, 255])).toBe(true);
  expect(wantsDarkText([255, 200, 0])).toBe(true);
  expect(wantsDarkText([200, 0, 0])).toBe(false);
  expect(wantsDarkText([0, 0, 0])).toBe(false);
});
