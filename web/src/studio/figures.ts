// What each variant came to: a card each, beside the original's.
import { el } from '../dom';
import { grouped, plural, psnrText, sizeText } from '../text';
import { formatName } from './controls';
import { isLossy, type Variant } from './state';

export interface Result {
  colors: number | null; // of the palette; null: all colors
  psnr: number | null; // null: exact
  deltaE: number;
  bytes?: number; // once it is encoded
  seenDeltaE?: number;
}

const gigabyte = 1e9;

export function perGigabyte(bytes: number): string {
  return grouped(Math.floor(gigabyte / bytes));
}

function card(name: string, what: string, rows: [string, string][], active: boolean): HTMLElement {
  return el(
    'li',
    { class: active ? 'card active' : 'card' },
    el('b', {}, name),
    el('span', { class: 'what' }, what),
    el('dl', {}, ...rows.map(([term, text]) => el('div', {}, el('dt', {}, term), el('dd', {}, text)))),
  );
}

export function originalCard(format: string, bytes: number, colors: number): HTMLElement {
  return card(
    'Original',
    `${format}, ${plural(colors, 'color')}`,
    [
      ['File', sizeText(bytes)],
      ['In a gigabyte', perGigabyte(bytes)],
    ],
    false,
  );
}

export function variantCard(
  letter: string,
  variant: Variant,
  result: Result | null,
  problem: string,
  original: number,
  active: boolean,
): HTMLElement {
  if (problem) return card(letter, formatName(variant.format), [['Not drawn', problem]], active);
  if (!result) return card(letter, formatName(variant.format), [['', 'drawing…']], active);
  const what = isLossy(variant.format) ? `quality ${variant.quality}` : plural(result.colors ?? 0, 'color');
  const { bytes } = result;
  return card(
    letter,
    `${formatName(variant.format)}, ${what}`,
    [
      ['File', bytes === undefined ? '…' : `${sizeText(bytes)}, ${((100 * bytes) / original).toFixed(0)}%`],
      ['PSNR', psnrText(result.psnr)],
      ['Mean ΔE', result.deltaE.toFixed(2)],
      ['Seen ΔE', result.seenDeltaE === undefined ? '…' : result.seenDeltaE.toFixed(2)],
      ['In a gigabyte', bytes === undefined ? '…' : perGigabyte(bytes)],
    ],
    active,
  );
}
