// The controls: each shows a field of the active variant and changes it.
import { el } from '../dom';
import type { About, Format } from './protocol';
import { decidesColors, isLossy, mostColors, mostVariants, type AimKind, type Store, type Variant } from './state';

const formatNames: Record<Format, string> = {
  png: 'PNG',
  gif: 'GIF',
  webp: 'WebP, lossless',
  jpeg: 'JPEG, all colors',
  'webp-lossy': 'WebP, all colors',
};
export const formatName = (format: Format): string => formatNames[format];

const aimNames: Record<AimKind, string> = {
  none: 'as the slider says',
  auto: 'found by the elbow',
  psnr: 'fewest for a PSNR (dB)',
  delta: 'fewest for a mean ΔE',
  size: 'most for a size (bytes)',
};
const firstAims: Record<AimKind, number> = { none: 0, auto: 0, psnr: 35, delta: 2, size: 30_000 };

type Choice = [value: string, text: string];

function select(label: string, choices: Choice[], change: (value: string) => void): [HTMLElement, HTMLSelectElement] {
  const input = el('select', {}, ...choices.map(([value, text]) => el('option', { value }, text)));
  input.addEventListener('change', () => change(input.value));
  return [el('label', { class: 'field' }, el('span', {}, label), input), input];
}

interface Slider {
  element: HTMLElement;
  show(value: number): void;
}

function slider(
  label: string,
  [least, most, step]: [number, number, number],
  change: (value: number) => void,
  text: (value: number) => string = String,
): Slider {
  const limits = { min: least, max: most, step };
  const range = el('input', { type: 'range', ...limits, 'aria-label': label });
  const number = el('input', { type: 'number', ...limits, 'aria-label': `${label}, as a number` });
  range.addEventListener('input', () => change(Number(range.value)));
  number.addEventListener('change', () => {
    const value = Math.min(most, Math.max(least, Math.round(Number(number.value) / step) * step));
    change(Number.isFinite(value) ? value : least);
  });
  const element = el('div', { class: 'field' }, el('span', {}, label), el('span', { class: 'both' }, range, number));
  return {
    element,
    show(value) {
      range.value = String(value);
      range.setAttribute('aria-valuetext', text(value));
      if (document.activeElement !== number) number.value = String(value);
    },
  };
}

export interface Controls {
  element: HTMLElement;
  show(): void;
  showColors(count: number): void;
}

export interface ControlActions {
  openPalette(file: File): void;
}

export function controls(store: Store, about: About, actions: ControlActions): Controls {
  const set =
    <Field extends keyof Variant>(field: Field) =>
    (value: Variant[Field]): void =>
      store.changeVariant(field, { [field]: value });

  const tabs = el('div', { class: 'tabs', role: 'group', 'aria-label': 'Variants' });
  const [formatField, format] = select('Write as', Object.entries(formatNames), (value) =>
    set('format')(value as Format),
  );
  const quality = slider('Quality', [1, 100, 1], set('quality'));
  const colors = slider('Colors', [1, mostColors, 1], (value) =>
    store.changeVariant('colors', { colors: value, aim: 'none', palette: [], recolor: [] }),
  );
  const [aimField, aim] = select('How many', Object.entries(aimNames), (value) =>
    store.changeVariant('aim', { aim: value as AimKind, aimValue: firstAims[value as AimKind] }),
  );
  const aimValue = el('input', { type: 'number', min: 0, step: 'any', 'aria-label': 'What to aim at' });
  aimValue.addEventListener('change', () => {
    const value = Number(aimValue.value);
    if (aimValue.value !== '' && value >= 0) set('aimValue')(value);
  });
  aimField.append(aimValue);
  const [spaceField, space] = select(
    'Distances in',
    [
      ['oklab', 'Oklab, as the eye sees'],
      ['srgb', 'sRGB, least squared error'],
      ['linear', 'linear light'],
    ],
    set('space'),
  );
  const [ditherField, dither] = select(
    'Dither',
    about.dithers.map(({ name, description }): Choice => [name, `${name}: ${description}`]),
    set('dither'),
  );
  const strength = slider('Dither strength', [0, 1, 0.05], set('strength'));
  const salience = slider('Salience of small areas', [0, 1, 0.05], set('salience'));

  const presets = about.presets.map(({ name, description }): Choice => [name, `${name}: ${description}`]);
  const colorsOf = (name: string): string[] => about.presets.find((preset) => preset.name === name)?.colors ?? [];
  const nameOf = (palette: string[]): string =>
    palette.length === 0 ? '' : (about.presets.find(({ colors }) => String(colors) === String(palette))?.name ?? 'own');
  const [paletteField, palette] = select(
    'Palette',
    [['', 'found in the picture'], ['own', 'a palette of its own'], ...presets],
    (value) => value !== 'own' && store.changeVariant('palette', { palette: colorsOf(value), recolor: [] }),
  );
  const [recolorField, recolor] = select(
    'Drawn in',
    [['', 'the colors found'], ['own', 'other colors'], ...presets.filter(([name]) => colorsOf(name).length >= 2)],
    (value) => value !== 'own' && store.changeVariant('recolor', { recolor: colorsOf(value), palette: [] }),
  );
  const file = el('input', { type: 'file', id: 'palette-file', class: 'unseen' });
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) actions.openPalette(chosen);
    file.value = '';
  });
  const paletteFile = el('label', { for: 'palette-file', class: 'quiet as-button' }, 'Palette from a file…');

  const drawn = el(
    'div',
    { class: 'fields' },
    colors.element,
    aimField,
    spaceField,
    ditherField,
    strength.element,
    salience.element,
    paletteField,
    recolorField,
    el('div', { class: 'field' }, el('span', {}, ''), file, paletteFile),
  );
  const element = el('div', { class: 'controls' }, tabs, formatField, quality.element, drawn);

  let tabsOf = '';
  const showTabs = (): void => {
    const { variants, active } = store.state;
    const now = `${variants.length} ${active}`;
    if (now === tabsOf) return;
    tabsOf = now;
    const focused = tabs.contains(document.activeElement);
    const buttons = variants.map((_, i) => {
      const tab = el('button', { type: 'button', class: 'quiet', 'aria-pressed': i === active ? 'true' : 'false' });
      tab.textContent = 'ABC'[i] ?? '';
      tab.setAttribute('aria-label', `Variant ${tab.textContent}`);
      tab.addEventListener('click', () => store.change('active', { active: i }));
      return tab;
    });
    const more = el('button', { type: 'button', class: 'quiet', disabled: variants.length === mostVariants }, 'Add');
    more.setAttribute('aria-label', 'Add a variant like this one');
    more.addEventListener('click', () =>
      store.change('add', {
        variants: [...store.state.variants, { ...store.variant }],
        active: store.state.variants.length,
      }),
    );
    const fewer = el('button', { type: 'button', class: 'quiet', disabled: variants.length === 1 }, 'Remove');
    fewer.setAttribute('aria-label', 'Remove this variant');
    fewer.addEventListener('click', () =>
      store.change('remove', {
        variants: store.state.variants.filter((_, i) => i !== active),
        active: Math.max(0, active - 1),
      }),
    );
    tabs.replaceChildren(...buttons, el('span', { class: 'grow' }), more, fewer);
    if (focused) buttons[active]?.focus();
  };

  return {
    element,
    showColors: (count) => colors.show(count),
    show() {
      const variant = store.variant;
      showTabs();
      const lossy = isLossy(variant.format);
      format.value = variant.format;
      quality.element.hidden = !lossy;
      quality.show(variant.quality);
      drawn.hidden = lossy;
      aim.value = decidesColors(variant) ? variant.aim : 'none';
      aimValue.hidden = !['psnr', 'delta', 'size'].includes(aim.value);
      if (document.activeElement !== aimValue) aimValue.value = String(variant.aimValue);
      space.value = variant.space;
      dither.value = variant.dither;
      strength.element.hidden = variant.dither === 'none';
      strength.show(variant.strength);
      salience.show(variant.salience);
      palette.value = nameOf(variant.palette);
      recolor.value = nameOf(variant.recolor);
    },
  };
}
