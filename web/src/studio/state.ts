// What Studio shows, as plain data, and the one place where it changes.
import type { Format, Settings } from './protocol';

export const aims = ['none', 'auto', 'psnr', 'delta', 'size'] as const;
export type AimKind = (typeof aims)[number];

/** One way to draw and write the picture. */
export interface Variant {
  format: Format;
  quality: number; // of lossy formats, 1..100
  colors: number; // 1..256
  aim: AimKind; // what decides the number of colors; `colors` is the number by hand
  aimValue: number; // dB, dE or bytes
  space: string;
  dither: string;
  strength: number; // 0..1
  salience: number; // 0..1
  palette: string[]; // given; empty: found
  pins: string[];
  recolor: string[];
  order: 'smallest' | 'keep';
}

export interface State {
  variants: Variant[]; // 1 to 3
  active: number; // the one that the controls change
  view: 'slider' | 'side';
}

export const firstVariant: Readonly<Variant> = {
  format: 'png',
  quality: 50,
  colors: 16,
  aim: 'none',
  aimValue: 35,
  space: 'oklab',
  dither: 'none',
  strength: 1,
  salience: 0,
  palette: [],
  pins: [],
  recolor: [],
  order: 'smallest',
};

export const mostVariants = 3;
export const mostColors = 256;
export const isLossy = (format: Format): boolean => format === 'jpeg' || format === 'webp-lossy';

/** What the engine is told. */
export function settingsOf(variant: Variant): Settings {
  if (isLossy(variant.format)) return { format: variant.format, quality: variant.quality };
  const settings: Settings = {
    colors: variant.palette.length || variant.recolor.length || (variant.aim === 'none' ? variant.colors : mostColors),
    space: variant.space,
    dither: variant.dither,
    strength: variant.strength,
    salience: variant.salience,
    format: variant.format,
    order: keepsOrder(variant) ? 'keep' : 'smallest',
  };
  if (variant.palette.length > 0) settings.palette = variant.palette;
  else if (variant.recolor.length > 0) settings.recolor = variant.recolor;
  if (findsColors(variant) && variant.pins.length > 0) settings.pins = variant.pins;
  if (decidesColors(variant)) {
    const { aim, aimValue } = variant;
    settings.aim =
      aim === 'psnr'
        ? { psnr: aimValue }
        : aim === 'delta'
          ? { maxDelta: aimValue }
          : aim === 'size'
            ? { targetSize: Math.round(aimValue) }
            : 'auto';
  }
  return settings;
}

/** Whether colors are looked for, and shown as they are found. */
export const findsColors = ({ palette, recolor }: Variant): boolean => palette.length === 0 && recolor.length === 0;

/** Whether the number of colors is chosen by an aim: a palette has its own. */
export const decidesColors = (variant: Variant): boolean => variant.aim !== 'none' && findsColors(variant);

/** Whether the file has the palette in the order that it was given: WebP knows none. */
export const keepsOrder = ({ order, format }: Variant): boolean => order === 'keep' && format !== 'webp';

type Listener = (state: State, before: State) => void;

/** Fields with sliders, which change many times in one move. */
const gliding: ReadonlySet<string> = new Set(['colors', 'quality', 'strength', 'salience']);

/** Holds the state; who subscribes hears of every change. Changes of a slider that follow each other within a second
 * are undone as one. */
export class Store {
  private readonly listeners: Listener[] = [];
  private readonly past: State[] = [];
  private future: State[] = [];
  private latest = { name: '', time: 0 };

  constructor(private current: State) {}

  get state(): State {
    return this.current;
  }
  get variant(): Variant {
    return this.current.variants[this.current.active] ?? firstVariant;
  }
  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  change(name: string, change: Partial<State>, glides = false): void {
    const now = Date.now();
    if (!glides || name !== this.latest.name || now - this.latest.time > 1000) {
      this.past.push(this.current);
      if (this.past.length > 200) this.past.shift();
    }
    this.latest = { name, time: now };
    this.future = [];
    this.move({ ...this.current, ...change });
  }

  changeVariant(name: string, change: Partial<Variant>): void {
    // Browsers tell of some changes twice.
    if (JSON.stringify({ ...this.variant, ...change }) === JSON.stringify(this.variant)) return;
    const variants = this.current.variants.map((variant, i) =>
      i === this.current.active ? { ...variant, ...change } : variant,
    );
    this.change(`${this.current.active}:${name}`, { variants }, gliding.has(name));
  }

  undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.current);
    this.latest.name = '';
    this.move(before);
  }

  redo(): void {
    const after = this.future.pop();
    if (!after) return;
    this.past.push(this.current);
    this.latest.name = '';
    this.move(after);
  }

  private move(to: State): void {
    const before = this.current;
    this.current = to;
    for (const listener of this.listeners) listener(to, before);
  }
}
