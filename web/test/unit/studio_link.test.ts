import { expect, test } from 'vitest';
import { linkOf, stateOfLink } from '../../src/studio/link';
import { firstVariant, type State, type Variant } from '../../src/studio/state';

const dithers = ['none', 'bayer', 'blue-noise'];
const stateWith = (...variants: Partial<Variant>[]): State => ({
  variants: variants.map((variant) => ({ ...firstVariant, ...variant })),
  active: 0,
  view: 'slider',
});

test.each<[string, State]>([
  ['#', stateWith({})],
  ['#k=24&dither=bayer', stateWith({ colors: 24, dither: 'bayer' })],
  ['#k=24~format=jpeg&quality=80~', stateWith({ colors: 24 }, { format: 'jpeg', quality: 80 }, {})],
  ['#aim=psnr&of=38.5', stateWith({ aim: 'psnr', aimValue: 38.5 })],
  ['#palette=000000,ffffff80&order=keep', stateWith({ palette: ['#000000', '#ffffff80'], order: 'keep' })],
  ['#pins=ff0000&recolor=102030,405060', stateWith({ pins: ['#ff0000'], recolor: ['#102030', '#405060'] })],
  ['#space=linear&strength=0.35&salience=0.5', stateWith({ space: 'linear', strength: 0.35, salience: 0.5 })],
  ['#k=3~side', { ...stateWith({ colors: 3 }), view: 'side' }],
])('%s there and back', (link, state) => {
  expect(linkOf(state).split(/[#&~]/).sort()).toEqual(link.split(/[#&~]/).sort());
  expect(stateOfLink(link, dithers)).toEqual({ state, nonsense: [] });
  expect(stateOfLink(linkOf(state), dithers)).toEqual({ state, nonsense: [] });
  expect(stateOfLink(encodeURIComponent(link.slice(1)), dithers).state).toEqual(state);
});

test('a link that only says how to compare has a variant, too', () => {
  expect(stateOfLink('#side', dithers)).toEqual({ state: { ...stateWith({}), view: 'side' }, nonsense: [] });
});

test.each([
  ['k=0'],
  ['k=257'],
  ['k=1.5'],
  ['k='],
  ['k'],
  ['k=3=4'],
  ['k=NaN'],
  ['strength=-1'],
  ['strength=1e3'],
  ['salience=Infinity'],
  ['quality=0'],
  ['format=exe'],
  ['dither=sierra-lite'],
  ['aim=moon'],
  ['of=-1'],
  ['space=lab'],
  ['order=random'],
  ['palette=red'],
  ['palette='],
  ['palette=12345'],
  ['pins=000000,'],
  [`recolor=${Array(257).fill('000000').join(',')}`],
  ['<img src=x onerror=alert(1)>'],
  ['__proto__=1'],
  ['constructor=1'],
  ['toString'],
])('%s is nonsense, and the rest is taken', (nonsense) => {
  const found = stateOfLink(`#${nonsense}&dither=bayer`, dithers);
  expect(found).toEqual({ state: stateWith({ dither: 'bayer' }), nonsense: [nonsense] });
});

test('more variants than there can be, and what is no UTF-8', () => {
  const four = stateOfLink('#k=2~k=3~k=4~k=5', dithers);
  expect(four.state.variants.map(({ colors }) => colors)).toEqual([2, 3, 4]);
  expect(four.nonsense).toEqual(['k=5']);
  expect(stateOfLink('#k=%ff', dithers)).toEqual({ state: stateWith({}), nonsense: ['#k=%ff'] });
});
