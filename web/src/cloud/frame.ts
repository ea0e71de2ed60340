// The axes: a cube's edges for RGB, a cross for Oklab.
import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  EdgesGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
} from 'three';
import { axesOf, type Axes } from './geometry';

export interface Frame {
  object: Group;
  setAxes(axes: Axes): void;
  setColor(css: string): void;
}

export function frame(): Frame {
  const faint = new LineBasicMaterial({ transparent: true, opacity: 0.25 });
  const clear = new LineBasicMaterial();
  const lines = (axes: Axes): LineSegments => {
    const ends = axesOf[axes].flatMap(({ from, to }) => [...from, ...to]);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(new Float32Array(ends), 3));
    return new LineSegments(geometry, clear);
  };
  const rgb = new Group();
  rgb.add(new LineSegments(new EdgesGeometry(new BoxGeometry(1, 1, 1)), faint), lines('rgb'));
  const oklab = new Group();
  oklab.add(lines('oklab'));
  const object = new Group();
  object.add(rgb, oklab);
  return {
    object,
    setAxes(axes) {
      rgb.visible = axes === 'rgb';
      oklab.visible = axes === 'oklab';
    },
    setColor(css) {
      faint.color.set(css);
      clear.color.set(css);
    },
  };
}
