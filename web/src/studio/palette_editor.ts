// The palette that a variant is drawn with: each color can be edited, kept, moved and taken out.
import { rgbOfHex, wantsDarkText } from '../color';
import type { Entry } from '../data';
import { el } from '../dom';
import { grouped, shareText } from '../text';
import { findsColors, isLossy, type Store } from './state';

export interface PaletteEditor {
  element: HTMLElement;
  show(palette: Entry[]): void;
}

export function paletteEditor(store: Store): PaletteEditor {
  const list = el('ul', { class: 'entries', role: 'list' });
  const hint = el('p', { class: 'hint' });
  const reset = el('button', { type: 'button', class: 'quiet' }, 'Find the colors again');
  reset.addEventListener('click', () => store.changeVariant('reset', { palette: [], pins: [], order: 'smallest' }));
  const element = el('div', {}, el('div', { class: 'bar' }, hint, el('span', { class: 'grow' }), reset), list);
  let shown: Entry[] = [];
  let shownAs = ''; // with what is kept and given
  let movedTo: number | null = null; // where the color that was moved is now

  const give = (name: string, palette: string[], order = store.variant.order): void =>
    store.changeVariant(name, { palette, recolor: [], pins: [], order });
  const hexes = (): string[] => shown.map(({ hex }) => hex);

  const entry = ({ hex, share, pixels }: Entry, i: number): HTMLElement => {
    const { pins } = store.variant;
    const pinned = pins.includes(hex);
    const ink = wantsDarkText(rgbOfHex(hex)) ? '#000' : '#fff';
    const color = el('input', { type: 'color', value: hex.slice(0, 7), 'aria-label': `Edit ${hex}` });
    color.addEventListener('change', () =>
      give(
        'edit',
        hexes().map((each, at) => (at === i ? color.value + each.slice(7) : each)),
      ),
    );
    const act = (text: string, name: string, enabled: boolean, run: () => void): HTMLButtonElement => {
      const button = el('button', { type: 'button', 'aria-label': `${name} ${hex}`, disabled: !enabled, title: name });
      button.textContent = text;
      button.addEventListener('click', run);
      return button;
    };
    const move = (by: number) => (): void => {
      const moved = hexes();
      const [taken = hex] = moved.splice(i, 1);
      moved.splice(i + by, 0, taken);
      movedTo = i + by;
      give('order', moved, 'keep');
    };
    const pin = act(pinned ? '★' : '☆', pinned ? 'No longer keep' : 'Keep exactly', findsColors(store.variant), () =>
      store.changeVariant('pin', {
        pins: pinned ? pins.filter((each) => each !== hex) : [...pins, hex],
      }),
    );
    pin.setAttribute('aria-pressed', String(pinned));
    return el(
      'li',
      { style: `--color: ${hex}; --ink: ${ink}` },
      el('label', { class: 'color', title: `${grouped(pixels)} pixels` }, color, el('span', { class: 'hex' }, hex)),
      el('span', { class: 'share' }, shareText(share)),
      el(
        'span',
        { class: 'acts' },
        pin,
        act('‹', 'Move to the left', i > 0, move(-1)),
        act('›', 'Move to the right', i + 1 < shown.length, move(1)),
        act('×', 'Take out', shown.length > 1, () =>
          give(
            'remove',
            hexes().filter((_, at) => at !== i),
          ),
        ),
      ),
    );
  };

  /** Draws the list anew; who got somewhere by keys stays there, or with the color that was moved. */
  const draw = (): void => {
    const parts = (at: number): HTMLElement[] => [
      ...(list.children[at]?.querySelectorAll<HTMLElement>('input, button') ?? []),
    ];
    const at = [...list.children].findIndex((each) => each.contains(document.activeElement));
    const part = parts(at).findIndex((each) => each === document.activeElement);
    list.replaceChildren(...shown.map(entry));
    if (at < 0) return;
    const now = parts(Math.min(movedTo ?? at, shown.length - 1));
    movedTo = null;
    (now[part]?.matches(':disabled') ? now[0] : now[part])?.focus();
  };

  return {
    element,
    show(palette) {
      const { palette: given, pins, recolor } = store.variant;
      const lossy = isLossy(store.variant.format);
      const as = JSON.stringify([palette, given.length, pins, recolor.length, lossy]);
      if (as === shownAs) return; // a color may just be chosen
      shownAs = as;
      shown = palette;
      reset.hidden = lossy || (given.length === 0 && pins.length === 0);
      hint.textContent = lossy
        ? 'It keeps all its colors, and has no palette.'
        : given.length > 0
          ? 'A palette of its own. Click a color to change it.'
          : recolor.length > 0
            ? 'Drawn in other colors. Click one to change it.'
            : 'Click a color to change it; a star keeps it while the others are found around it.';
      draw();
    },
  };
}
