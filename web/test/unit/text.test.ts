import { expect, test } from 'vitest';
import { plural, psnrText, shareText, sizeText } from '../../src/text';

test('sizes have three digits, in thousands', () => {
  const sizes = [0, 999, 1000, 9994, 9995, 99949, 99950, 999499, 999500, 24e9].map(sizeText);
  expect(sizes.slice(0, 5)).toEqual(['0 B', '999 B', '1.00 KB', '9.99 KB', '10.0 KB']);
  expect(sizes.slice(5)).toEqual(['99.9 KB', '100 KB', '999 KB', '1.00 MB', '24.0 GB']);
});

test('shares', () => {
  const shares = [0, 0.0009, 0.001, 0.0994, 0.0995, 0.5, 1].map(shareText);
  expect(shares).toEqual(['<0.1%', '<0.1%', '0.1%', '9.9%', '10%', '50%', '100%']);
});

test('what nothing differs in is exact', () => {
  expect(psnrText(null)).toBe('exact');
  expect(psnrText(31.94)).toBe('31.9 dB');
});

test('one and many', () => {
  expect([plural(1, 'color'), plural(32584, 'color')]).toEqual(['1 color', '32,584 colors']);
});
