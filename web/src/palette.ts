// The colors, by share, each a button that copies its hex.
import { rgbOfHex, wantsDarkText } from './color';
import { copyButton, copyOnClick } from './copy';
import type { Entry } from './data';
import { el } from './dom';
import { grouped, plural, shareText } from './text';

const mostSwatches = 256; // more than these are not told apart; the rest is in the text that is copied

export const byShare = (palette: Entry[]): Entry[] => [...palette].sort((one, other) => other.pixels - one.pixels);

/** All colors side by side, as wide as their shares. */
export function strip(palette: Entry[]): HTMLElement {
  const parts = byShare(palette)
    .slice(0, mostSwatches)
    .map((entry) => el('span', { style: `background: ${entry.hex}; flex-grow: ${entry.share}` }));
  return el('div', { class: 'strip', 'aria-hidden': 'true' }, ...parts);
}

function swatch(entry: Entry): HTMLElement {
  const ink = wantsDarkText(rgbOfHex(entry.hex)) ? '#000' : '#fff';
  const button = el(
    'button',
    {
      type: 'button',
      class: 'swatch',
      style: `--color: ${entry.hex}; --ink: ${ink}`,
    },
    el('span', { class: 'color' }),
    el('span', { class: 'unseen' }, 'Copy '),
    el('span', { class: 'hex' }, entry.hex),
    el('span', { class: 'share' }, shareText(entry.share)),
  );
  copyOnClick(button, () => entry.hex, entry.hex);
  return el('li', {}, button);
}

export function paletteView(palette: Entry[]): HTMLElement {
  const sorted = byShare(palette);
  const shown = sorted.slice(0, mostSwatches);
  const all = sorted.map((entry) => entry.hex).join('\n');
  const bar = el(
    'div',
    { class: 'bar' },
    el('p', { class: 'hint' }, 'By share of the pixels. A click copies the color.'),
    copyButton(all, `all ${plural(sorted.length, 'color')}`),
  );
  bar.lastElementChild?.classList.add('worded');
  const view = el('div', {}, bar, el('ul', { class: 'swatches', role: 'list' }, ...shown.map(swatch)));
  if (shown.length < sorted.length) {
    view.append(
      el(
        'p',
        { class: 'hint' },
        `And ${grouped(sorted.length - shown.length)} more, which the button above copies too.`,
      ),
    );
  }
  return view;
}
