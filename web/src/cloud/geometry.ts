// Where colors lie in the drawing: a cube of side 1 around the origin, y up.
import { oklab, type Rgb } from '../color';

export type Axes = 'oklab' | 'rgb';

export type Place = [number, number, number];

/** a and b are drawn at twice the scale of L, as kvant measures them by default (kOklabChroma). */
const chroma = 2;

export function placeOf(axes: Axes, [red, green, blue]: Rgb): Place {
  if (axes === 'rgb') return [red / 255 - 0.5, green / 255 - 0.5, blue / 255 - 0.5];
  const [lightness, a, b] = oklab(red, green, blue);
  return [chroma * a, lightness - 0.5, chroma * b];
}

export interface Axis {
  name: string;
  from: Place;
  to: Place;
}

export const axesOf: Record<Axes, Axis[]> = {
  rgb: [
    { name: 'R', from: [-0.5, -0.5, -0.5], to: [0.5, -0.5, -0.5] },
    { name: 'G', from: [-0.5, -0.5, -0.5], to: [-0.5, 0.5, -0.5] },
    { name: 'B', from: [-0.5, -0.5, -0.5], to: [-0.5, -0.5, 0.5] },
  ],
  oklab: [
    { name: 'a', from: [-0.4, 0, 0], to: [0.4, 0, 0] },
    { name: 'L', from: [0, -0.5, 0], to: [0, 0.5, 0] },
    { name: 'b', from: [0, 0, -0.4], to: [0, 0, 0.4] },
  ],
};

/** How far off the eye is at first: so that what the axes hold just fits. */
export const distanceOf: Record<Axes, number> = { rgb: 2.75, oklab: 1.85 };

/** Spheres whose volumes are as the shares; no smaller than can be seen. */
export function radiusOfShare(share: number): number {
  return Math.max(0.008, 0.11 * Math.cbrt(share));
}

/** How much larger than a lone pixel's a point is drawn: colors of many pixels stand out, and hide none. */
export function scaleOfMagnitude(log2OfPixels: number): number {
  return 1 + 0.12 * log2OfPixels;
}
