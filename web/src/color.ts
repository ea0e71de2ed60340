// Colors as numbers, for drawing only: what kvant decides is decided before the page is written.

export type Rgb = [number, number, number]; // 0..255

export function rgbOfHex(hex: string): Rgb {
  const channel = (at: number): number => parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function linear(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

const linearOf = Float64Array.from({ length: 256 }, (_, value) => linear(value));

/** Oklab (Ottosson, "A perceptual color space for image processing", matrices of 2021-01-25). */
export function oklab(red: number, green: number, blue: number): [number, number, number] {
  const r = linearOf[red] ?? 0;
  const g = linearOf[green] ?? 0;
  const b = linearOf[blue] ?? 0;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Whether dark text is easier to read than white on this color. */
export function wantsDarkText([r, g, b]: Rgb): boolean {
  const luminance = 0.2126 * (linearOf[r] ?? 0) + 0.7152 * (linearOf[g] ?? 0) + 0.0722 * (linearOf[b] ?? 0);
  return luminance > 0.179; // where the contrasts of WCAG 2 with black and with white are equal
}
