// The distinct colors as points, drawn in their own colors or in those of the palette entries that replace them.
import { BufferAttribute, BufferGeometry, Points, ShaderMaterial } from 'three';
import { rgbOfHex } from '../color';
import { bytesOfBase64, wordsOfBase64, type CloudData } from '../data';
import { placeOf, scaleOfMagnitude } from './geometry';

const vertexShader = `
  attribute vec3 oklab;
  attribute vec3 ink;
  attribute float scale;
  uniform float rgbShare;
  uniform float pixels;
  uniform float faintness;
  varying vec3 vInk;
  void main() {
    vInk = ink;
    vec4 eye = modelViewMatrix * vec4(mix(oklab, position, rgbShare), 1.0);
    gl_Position = projectionMatrix * eye;
    gl_PointSize = max(1.5, pixels * scale * (1.0 - 0.35 * faintness) / -eye.z);
  }`;

const fragmentShader = `
  uniform float faintness;
  varying vec3 vInk;
  void main() {
    if (length(gl_PointCoord - 0.5) > 0.5) discard;
    gl_FragColor = vec4(vInk, 1.0) * (1.0 - 0.82 * faintness);
  }`;

/** What both clouds share: the places stay, only the inks differ. */
export interface PointCloud {
  before: Points;
  after: Points;
  /** 0: places in Oklab; 1: in RGB. */
  setRgbShare(share: number): void;
  /** The diameter of a lone pixel's point at distance 1, in device pixels. */
  setPointSize(pixels: number): void;
  /** Frees what the graphics card holds of it. */
  dispose(): void;
}

export function pointCloud(data: CloudData): PointCloud {
  const colors = bytesOfBase64(data.colors);
  const labels = wordsOfBase64(data.labels);
  const magnitudes = bytesOfBase64(data.magnitudes);
  const entries = data.centers.map((entry) => rgbOfHex(entry.hex));
  const count = labels.length;

  const rgb = new Float32Array(3 * count);
  const oklab = new Float32Array(3 * count);
  const scale = new Float32Array(count);
  const drawn = new Uint8Array(3 * count);
  for (let i = 0; i < count; i += 1) {
    const color: [number, number, number] = [colors[3 * i] ?? 0, colors[3 * i + 1] ?? 0, colors[3 * i + 2] ?? 0];
    rgb.set(placeOf('rgb', color), 3 * i);
    oklab.set(placeOf('oklab', color), 3 * i);
    drawn.set(entries[labels[i] ?? 0] ?? [0, 0, 0], 3 * i);
    scale[i] = scaleOfMagnitude(magnitudes[i] ?? 0);
  }

  const uniforms = { rgbShare: { value: 0 }, pixels: { value: 1 } };
  const shared = {
    position: new BufferAttribute(rgb, 3),
    oklab: new BufferAttribute(oklab, 3),
    scale: new BufferAttribute(scale, 1),
  };
  const points = (ink: Uint8Array, faintness: number): Points => {
    const geometry = new BufferGeometry();
    for (const [name, attribute] of Object.entries(shared)) geometry.setAttribute(name, attribute);
    geometry.setAttribute('ink', new BufferAttribute(ink, 3, true));
    const material = new ShaderMaterial({
      vertexShader,
      fragmentShader,
      uniforms: { ...uniforms, faintness: { value: faintness } },
      transparent: faintness > 0,
      premultipliedAlpha: true,
      depthWrite: faintness === 0,
    });
    const object = new Points(geometry, material);
    object.frustumCulled = false; // its bounds would be those of RGB alone
    return object;
  };
  const before = points(colors, 0);
  const after = points(drawn, 1); // behind the spheres, which it would hide
  return {
    before,
    after,
    setRgbShare: (share) => (uniforms.rgbShare.value = share),
    setPointSize: (pixels) => (uniforms.pixels.value = pixels),
    dispose() {
      for (const { geometry, material } of [before, after]) {
        geometry.dispose();
        (material as ShaderMaterial).dispose();
      }
    },
  };
}
