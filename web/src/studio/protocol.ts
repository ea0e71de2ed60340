// What the page and the engine say to each other: the requests of src/studio/engine.cpp, by name.
import type { CloudData, Elbow, Entry, ErrorScale } from '../data';

export const formats = ['png', 'gif', 'webp', 'jpeg', 'webp-lossy'] as const;
export type Format = (typeof formats)[number];

/** How a picture is drawn and written; what is left out is as kvant has it by itself. */
export interface Settings {
  colors?: number;
  space?: string;
  dither?: string;
  strength?: number;
  salience?: number;
  palette?: string[];
  pins?: string[];
  recolor?: string[];
  aim?: 'auto' | { psnr: number } | { maxDelta: number } | { targetSize: number };
  format?: Format;
  quality?: number;
  order?: 'smallest' | 'keep';
}

interface OnPicture {
  picture: number;
  settings: Settings;
}

export interface Opened {
  picture: number; // its number, for later requests
  width: number;
  height: number;
  format: string;
  bytes: number;
  warning: string;
  alpha: boolean;
  depth: number;
  distinctColors: number;
}

export interface Drawn {
  palette: Entry[];
  psnr: number | null;
  deltaE: number;
  reason?: 'elbow' | 'variance'; // of an automatic number of colors
}

export interface Encoded {
  bytes: number;
  psnr: number | null;
  deltaE: number;
  seenDeltaE: number;
}

export interface NamedColors {
  name: string;
  colors: string[];
  names: string[];
}

export interface About {
  version: string;
  mostPixels: number;
  dithers: { name: string; description: string }[];
  paletteFormats: string[];
  presets: { name: string; description: string; colors: string[] }[];
}

/** Of each request: what it asks, and what the answer says. Pixels (R, G, B, A) and files come as blocks beside it. */
export interface Calls {
  about: [asks: object, says: About];
  open: [asks: { frame?: number }, says: Opened]; // with the file; blocks: its pixels
  close: [asks: { picture: number }, says: object];
  draw: [asks: OnPicture, says: Drawn]; // blocks: pixels
  draft: [asks: OnPicture, says: object]; // blocks: pixels, nearly those of draw
  encode: [asks: OnPicture, says: Encoded]; // blocks: the file; if it is lossy, its pixels
  errorMap: [asks: OnPicture, says: ErrorScale]; // blocks: pixels
  cloud: [asks: OnPicture, says: CloudData];
  elbow: [asks: OnPicture & { to: number }, says: { elbow: Elbow | null; chosen: number }];
  steps: [asks: OnPicture & { start: 'random' | 'k-means++' }, says: { steps: string[][] }];
  step: [asks: { step: number }, says: object]; // blocks: pixels
  saveAgain: [
    asks: { picture: number; quality: number; times: number },
    says: { bytes: number; psnr: number | null; deltaE: number },
  ]; // blocks: pixels
  sharedPalette: [asks: { pictures: number[]; settings: Settings }, says: { palette: string[] }];
  readPalette: [asks: { name: string }, says: NamedColors]; // with the file
  writePalette: [asks: { colors: string[]; format: string; name: string }, says: object]; // blocks: the file
}

export type CallName = keyof Calls;

export interface Answer<Name extends CallName> {
  said: Calls[Name][1];
  blocks: Uint8Array[];
}

/** Why a request was refused; `message` is the line that the command line prints too. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** What is posted to the worker, and what it posts back. */
export interface Question {
  number: number;
  name: CallName;
  asks: object;
  bytes?: Uint8Array;
}
export interface Reply {
  number: number;
  said: unknown;
  blocks: Uint8Array[];
}
