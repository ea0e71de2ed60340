// What kvant writes into the page: one JSON value, whose shape src/cli/page/page_data.cpp and this file agree on.

export interface Command {
  does: string;
  line: string;
}

export interface Picture {
  width: number;
  height: number;
  format: string;
  bytes: number;
  distinctColors: number;
}

export interface Entry {
  hex: string; // #rrggbb, or #rrggbbaa
  pixels: number;
  share: number; // of all pixels, 0..1
}

/** Distinct colors, evenly sampled if there are too many, in parallel arrays. */
export interface CloudData {
  axes: 'oklab' | 'rgb'; // at first
  distinctColors: number; // before sampling
  colors: string; // base64: R, G, B of each point
  labels: string; // base64: the center of each point, 16 bits, little-endian
  magnitudes: string; // base64: floor(log2(pixels)) of each point
  centers: Entry[]; // what the labels number: the palette, but for what is fully transparent
}

export interface Pictures {
  width: number;
  height: number;
  reduction: number; // each side is this many times smaller than the picture's
  before: string; // data: URLs
  after: string;
  error: string;
}

export interface ErrorScale {
  colors: string[]; // from no difference up, `step` CIEDE2000 each; the last also stands for all that is more
  step: number;
  median: number;
  percentile95: number;
  most: number;
}

export interface Elbow {
  colors: number[]; // k, ascending
  inertia: number[];
  explained: number[]; // 0..1
  knee: number | null; // null: no clear elbow
}

export interface Size {
  what: string;
  bytes: number;
  psnr: number | null;
  deltaE: number;
  spatialDeltaE: number; // as the eye sees it from some distance: S-CIELAB
}

interface Common {
  version: string;
  name: string; // of the picture
  cloud: CloudData;
  commands: Command[];
}

export interface CloudPage extends Common {
  kind: 'cloud';
}

export interface ReportPage extends Common {
  kind: 'report';
  picture: Picture;
  space: string;
  palette: Entry[];
  psnr: number | null; // null: nothing differs
  deltaE: number;
  outputBytes: number;
  pictures: Pictures;
  errors: ErrorScale;
  elbow: Elbow | null; // null: a picture of one color
  sizes: Size[];
}

export type PageData = CloudPage | ReportPage;

/** The data of a page, or null for a page that kvant has not filled. */
export function parseData(text: string): PageData | null {
  const data: unknown = JSON.parse(text);
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  return data as PageData;
}

export function bytesOfBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** 16-bit numbers, little-endian. */
export function wordsOfBase64(text: string): Uint16Array {
  const bytes = bytesOfBase64(text);
  const view = new DataView(bytes.buffer);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
}
