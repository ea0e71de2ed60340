// The palette as spheres, sized by share.
import {
  AmbientLight,
  Color,
  DirectionalLight,
  Group,
  InstancedMesh,
  Matrix4,
  MeshLambertMaterial,
  SphereGeometry,
  SRGBColorSpace,
} from 'three';
import { rgbOfHex } from '../color';
import type { Entry } from '../data';
import { placeOf, radiusOfShare } from './geometry';

export interface Spheres {
  object: Group;
  setRgbShare(share: number): void;
  /** Frees what the graphics card holds of it. */
  dispose(): void;
}

export function spheres(palette: Entry[]): Spheres {
  // Thousands of spheres are small ones: they need fewer corners.
  const [across, down] = palette.length <= 512 ? [32, 20] : [8, 6];
  const material = new MeshLambertMaterial({ transparent: true }); // which puts them among what is drawn last
  const mesh = new InstancedMesh(new SphereGeometry(1, across, down), material, palette.length);
  mesh.frustumCulled = false;
  mesh.renderOrder = 1; // after the points, and over them
  const places = palette.map((entry) => {
    const color = rgbOfHex(entry.hex);
    return { rgb: placeOf('rgb', color), oklab: placeOf('oklab', color), radius: radiusOfShare(entry.share) };
  });
  palette.forEach((entry, i) => mesh.setColorAt(i, new Color().setStyle(entry.hex.slice(0, 7), SRGBColorSpace)));

  const matrix = new Matrix4();
  const setRgbShare = (share: number): void => {
    places.forEach(({ rgb, oklab, radius }, i) => {
      const mix = (axis: 0 | 1 | 2): number => oklab[axis] + share * (rgb[axis] - oklab[axis]);
      matrix.makeScale(radius, radius, radius).setPosition(mix(0), mix(1), mix(2));
      mesh.setMatrixAt(i, matrix);
    });
    mesh.instanceMatrix.needsUpdate = true;
  };
  setRgbShare(0);

  // Enough light from everywhere that a sphere shows its color, and a little from above that shows its shape.
  const sun = new DirectionalLight(0xffffff, 1.1);
  sun.position.set(0.4, 1, 0.7);
  const object = new Group();
  object.add(mesh, sun, new AmbientLight(0xffffff, 2.3));
  return {
    object,
    setRgbShare,
    dispose() {
      mesh.geometry.dispose();
      material.dispose();
      mesh.dispose();
    },
  };
}
