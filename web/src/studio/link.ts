// All settings in the fragment of a link, as text that people can read: #k=24&dither=bayer~format=jpeg&quality=50
import { formats } from './protocol';
import { aims, firstVariant, mostColors, mostVariants, type State, type Variant } from './state';

const names: Record<keyof Variant, string> = {
  format: 'format',
  quality: 'quality',
  colors: 'k',
  aim: 'aim',
  aimValue: 'of',
  space: 'space',
  dither: 'dither',
  strength: 'strength',
  salience: 'salience',
  palette: 'palette',
  pins: 'pins',
  recolor: 'recolor',
  order: 'order',
};

const isColor = (text: string): boolean => /^[0-9a-f]{6}([0-9a-f]{2})?$/.test(text);

/** The values that a field can have, or undefined. */
function valueOf(field: keyof Variant, text: string, dithers: string[]): Variant[keyof Variant] | undefined {
  const oneOf = (known: readonly string[]): string | undefined => (known.includes(text) ? text : undefined);
  const number = (least: number, most: number, whole: boolean): number | undefined => {
    const value = text.trim() === '' ? NaN : Number(text);
    return value >= least && value <= most && (!whole || Number.isInteger(value)) ? value : undefined;
  };
  switch (field) {
    case 'format':
      return oneOf(formats);
    case 'aim':
      return oneOf(aims);
    case 'space':
      return oneOf(['oklab', 'srgb', 'linear']);
    case 'order':
      return oneOf(['smallest', 'keep']);
    case 'dither':
      return oneOf(dithers);
    case 'quality':
      return number(1, 100, true);
    case 'colors':
      return number(1, mostColors, true);
    case 'aimValue':
      return number(0, 1e12, false);
    case 'strength':
    case 'salience':
      return number(0, 1, false);
    case 'palette':
    case 'pins':
    case 'recolor': {
      const colors = text.split(',');
      return colors.length <= mostColors && colors.every(isColor) ? colors.map((color) => `#${color}`) : undefined;
    }
  }
}

export function linkOf({ variants, view }: State): string {
  const parts = variants.map((variant) => {
    const said = Object.entries(names).flatMap(([field, name]) => {
      const value = variant[field as keyof Variant];
      if (String(value) === String(firstVariant[field as keyof Variant])) return [];
      const text = Array.isArray(value) ? value.map((hex) => hex.slice(1)).join(',') : String(value);
      return [`${name}=${text}`];
    });
    return said.join('&');
  });
  return `#${parts.join('~')}${view === 'side' ? '~side' : ''}`;
}

/** The state that a fragment stands for, and the parts of it that mean nothing. */
export function stateOfLink(fragment: string, dithers: string[]): { state: State; nonsense: string[] } {
  const nonsense: string[] = [];
  const state: State = { variants: [], active: 0, view: 'slider' };
  let text: string;
  try {
    text = decodeURIComponent(fragment.replace(/^#/, ''));
  } catch {
    text = '';
    nonsense.push(fragment);
  }
  for (const part of text.split('~')) {
    if (part === 'side') {
      state.view = 'side';
      continue;
    }
    if (state.variants.length === mostVariants) {
      nonsense.push(part);
      continue;
    }
    const variant: Variant = { ...firstVariant };
    for (const pair of part.split('&').filter((pair) => pair !== '')) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
      const field = Object.entries(names).find(([, known]) => known === name)?.[0] as keyof Variant | undefined;
      const found = field && valueOf(field, value, dithers);
      if (field && found !== undefined) Object.assign(variant, { [field]: found });
      else nonsense.push(pair);
    }
    state.variants.push(variant);
  }
  if (state.variants.length === 0) state.variants.push({ ...firstVariant });
  return { state, nonsense };
}
