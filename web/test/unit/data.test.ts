import { expect, test } from 'vitest';
import { placeOf, radiusOfShare } from '../../src/cloud/geometry';
import { bytesOfBase64, parseData, wordsOfBase64 } from '../../src/data';
import { percentAt } from '../../src/slider';

test('a page that was not filled has no data', () => {
  expect(parseData('"the data of the page goes here"')).toBeNull();
  expect(parseData('null')).toBeNull();
  expect(parseData('{"kind": "cloud"}')).not.toBeNull();
});

test('bytes and words', () => {
  expect([...bytesOfBase64('AP+A')]).toEqual([0, 255, 128]);
  expect([...wordsOfBase64('AQD/fwACAAA=')]).toEqual([1, 32767, 512, 0]);
});

test('the edge of the slider stays in the picture', () => {
  expect([percentAt(150, 100, 200), percentAt(50, 100, 200), percentAt(999, 100, 200)]).toEqual([25, 0, 100]);
  expect(percentAt(5, 0, 0)).toBe(0);
});

test('colors lie in the cube', () => {
  expect(placeOf('rgb', [0, 255, 0])).toEqual([-0.5, 0.5, -0.5]);
  placeOf('oklab', [255, 255, 255]).forEach((value, i) => expect(value).toBeCloseTo([0, 0.5, 0][i] ?? NaN, 6));
});

test('volumes are as the shares', () => {
  expect((radiusOfShare(0.8) / radiusOfShare(0.1)) ** 3).toBeCloseTo(8, 6);
});
