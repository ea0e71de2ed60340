// How to make the same file without Studio: the command, and the lines of Python.
import { decidesColors, findsColors, firstVariant, isLossy, keepsOrder, settingsOf, type Variant } from './state';

/** A word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** photo.jpg -> photo-k24.png, as kvant names it: by the colors asked for, or by those found if an aim says how many.
 * A picture saved with all its colors is named by its quality. */
export function outputName(input: string, variant: Variant, found: number): string {
  const stem = input.replace(/\.[^./]*$/, '') || 'picture';
  if (isLossy(variant.format)) return `${stem}-q${variant.quality}.${variant.format === 'jpeg' ? 'jpg' : 'webp'}`;
  return `${stem}-k${decidesColors(variant) ? found : (settingsOf(variant).colors ?? found)}.${variant.format}`;
}

/** Names that stay apart in one folder: a second a.png becomes a-2.png. */
export function uniqueNames(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const [, stem = name, extension = ''] = /^(.*?)(\.[^.]*)?$/.exec(name) ?? [];
    let unique = name;
    for (let i = 2; taken.has(unique.toLowerCase()); i += 1) unique = `${stem}-${i}${extension}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** The picture that is drawn. */
export interface Input {
  name: string; // of its file
  frame?: number | undefined; // that was chosen of an animation
}

export function commandOf({ name, frame }: Input, variant: Variant, found: number): string {
  const file = shellWord(name.startsWith('-') ? `./${name}` : name) + (frame === undefined ? '' : ` --frame ${frame}`);
  const words = ['kvant', file];
  const option = (name: string, value: string | number): void => void words.push(name, shellWord(String(value)));
  if (isLossy(variant.format)) {
    option('-k', 'all');
    option('--quality', variant.quality);
    option('-o', outputName(name, variant, found));
    return words.join(' ');
  }
  if (variant.palette.length > 0) option('--palette', variant.palette.join(','));
  else if (variant.recolor.length > 0) option('--recolor', variant.recolor.join(','));
  else if (!decidesColors(variant)) option('-k', variant.colors);
  else if (variant.aim === 'auto') option('-k', 'auto');
  else if (variant.aim === 'psnr') option('--psnr', variant.aimValue);
  else if (variant.aim === 'delta') option('--max-delta', variant.aimValue);
  else option('--target-size', Math.round(variant.aimValue));
  if (findsColors(variant) && variant.pins.length > 0) option('--pin', variant.pins.join(','));
  if (variant.space !== firstVariant.space) option('--space', variant.space);
  if (variant.salience > 0) option('--salience', variant.salience);
  if (variant.dither !== 'none') option('--dither', variant.dither);
  if (variant.dither !== 'none' && variant.strength !== 1) option('--dither-strength', variant.strength);
  if (keepsOrder(variant)) option('--palette-order', 'keep');
  option('-o', outputName(name, variant, found));
  return words.join(' ');
}

/** Python reads all that JSON writes. */
const pythonText = (text: string): string => JSON.stringify(text);
const pythonList = (colors: string[]): string => `[${colors.map(pythonText).join(', ')}]`;

export function pythonOf({ name, frame }: Input, variant: Variant, found: number): string {
  const chosen = frame === undefined ? [] : [`picture = Image.open(${pythonText(name)})`, `picture.seek(${frame})`];
  const words = [frame === undefined ? pythonText(name) : 'picture'];
  if (isLossy(variant.format)) {
    return [
      'from PIL import Image',
      ...chosen,
      `picture = ${frame === undefined ? `Image.open(${words[0]})` : 'picture'}.convert("RGB")`,
      `picture.save(${pythonText(outputName(name, variant, found))}, quality=${variant.quality})`,
    ].join('\n');
  }
  if (variant.palette.length > 0) words.push(`palette=${pythonList(variant.palette)}`);
  else if (variant.recolor.length > 0) words.push(`recolor=${pythonList(variant.recolor)}`);
  else if (decidesColors(variant)) words.push(variant.aim === 'auto' ? '"auto"' : String(found));
  else words.push(String(variant.colors));
  if (findsColors(variant) && variant.pins.length > 0) words.push(`pin=${pythonList(variant.pins)}`);
  if (variant.space !== firstVariant.space) words.push(`space=${pythonText(variant.space)}`);
  if (variant.salience > 0) words.push(`salience=${variant.salience}`);
  if (variant.dither !== 'none') words.push(`dither=${pythonText(variant.dither)}`);
  if (variant.dither !== 'none' && variant.strength !== 1) words.push(`dither_strength=${variant.strength}`);
  return [
    ...(frame === undefined ? [] : ['from PIL import Image']),
    'from kvant import quantize',
    ...chosen,
    `picture = quantize(${words.join(', ')})`,
    `picture.save(${pythonText(outputName(name, variant, found))})`,
  ].join('\n');
}
