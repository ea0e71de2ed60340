// From changed settings to pictures: a draft at once, the drawing itself when the controls rest, then the file.
import type { Entry } from '../data';
import type { Client } from './client';
import type { Result } from './figures';
import { Latest } from './latest';
import type { Opened, Settings } from './protocol';
import { decidesColors, isLossy, settingsOf, type State, type Store, type Variant } from './state';

/** Fewer colors than this are drawn as quickly as a draft of them. */
const fewColors = 8192;
const restAfter = 150; // ms without a change

/** What a variant's pane shows. */
export interface Slot {
  result: Result | null;
  palette: Entry[];
  problem: string;
  file: Uint8Array | null; // once it is encoded
  drawn: string; // the settings that it was drawn by
  encoded: string; // and encoded by
  encoding: { by: string; done: Promise<void> } | null; // what the writer was asked for last
}

const emptySlot = (): Slot => ({
  result: null,
  palette: [],
  problem: '',
  file: null,
  drawn: '',
  encoded: '',
  encoding: null,
});

/** A picture's file, and which frame of it is drawn. */
export interface PictureFile {
  bytes: Uint8Array;
  frame?: number;
}

/** The picture of now in an engine that opens it when it is first needed there. */
class PictureInWriter {
  private source: PictureFile = { bytes: new Uint8Array() };
  private opened: Promise<number> | null = null;

  constructor(private readonly writer: () => Client) {}

  replace(source: PictureFile): void {
    this.opened?.then((picture) => this.writer().ask('close', { picture })).catch(() => undefined);
    this.source = source;
    this.opened = null;
  }

  number(): Promise<number> {
    if (this.opened) return this.opened;
    const { bytes, ...asks } = this.source;
    const opened = this.writer()
      .ask('open', asks, bytes)
      .then(({ said }) => said.picture);
    // Another time there may be more memory.
    opened.catch(() => (this.opened = this.opened === opened ? null : this.opened));
    return (this.opened = opened);
  }
}

/** The settings that decide the pixels. */
function drawingKey(variant: Variant): string {
  const { format, quality, order, ...rest } = settingsOf(variant);
  const sized = typeof rest.aim === 'object' && 'targetSize' in rest.aim;
  return JSON.stringify(
    isLossy(variant.format) ? { format, quality } : { ...rest, ...(sized ? { format, order } : {}) },
  );
}

/** Those that decide the file. */
const encodingKey = (variant: Variant): string => JSON.stringify(settingsOf(variant));

export interface Drawing {
  slots: Slot[];
  picture: Opened | null;
  /** Starts over with another picture, which the engines for drawings and for drafts have opened. */
  setPicture(opened: Opened, inLive: number, file: PictureFile): void;
  /** The file of a variant by the settings of now. */
  file(variant: number): Promise<Uint8Array>;
}

interface Shows {
  busy(): void; // what is shown is not as the settings say
  pixels(variant: number, pixels: Uint8Array): void;
  figures(variant: number): void; // of a slot that changed
  settled(): void; // all variants are as their settings say
}

/** Files are written by an engine of their own: that of a large picture takes seconds, and drawings do not wait for it. */
export function drawing(store: Store, exact: Client, live: Client, writer: () => Client, shows: Shows): Drawing {
  const drafts = new Latest();
  const drawings = new Latest();
  const writings = new Latest();
  let timer = 0;
  let inLive = 0;
  const inWriter = new PictureInWriter(writer);
  const self: Drawing = { slots: [], picture: null, setPicture, file };

  const variantAt = (i: number): Variant | undefined => store.state.variants[i];
  const slotAt = (i: number): Slot => (self.slots[i] ??= emptySlot());

  function setPicture(opened: Opened, number: number, source: PictureFile): void {
    self.picture = opened;
    inLive = number;
    inWriter.replace(source);
    self.slots = store.state.variants.map(emptySlot);
    draftSoon(store.state.active); // what drafts are made of is made with the first one
    settleSoon(0);
  }

  /** Whether a draft of the variant is there sooner than its drawing. */
  const isQuick = (variant: Variant): boolean =>
    !isLossy(variant.format) && (self.picture?.distinctColors ?? 0) > fewColors;

  function draftSoon(i: number): void {
    const variant = variantAt(i);
    if (!variant || !isQuick(variant)) return;
    const settings = settingsOf(variant);
    const changed = performance.now();
    if (!settings.aim) drafts.run(() => draft(i, settings, drawingKey(variant), changed));
  }

  async function draft(i: number, settings: Settings, key: string, changed: number): Promise<void> {
    const slot = slotAt(i);
    try {
      const { blocks } = await live.ask('draft', { picture: inLive, settings });
      const now = variantAt(i);
      if (!blocks[0] || !now || self.slots[i] !== slot || isLossy(now.format) || isDrawn(slot, now)) return;
      shows.pixels(i, blocks[0]);
      slot.drawn = `draft of ${key}`;
      performance.measure('draft', { start: changed, end: performance.now() });
    } catch {
      // The drawing itself will say what is wrong.
    }
  }

  const isDrawn = (slot: Slot, variant: Variant): boolean => slot.drawn === drawingKey(variant);
  const isEncoded = (slot: Slot, variant: Variant): boolean => slot.encoded === encodingKey(variant);

  /** Does something for a slot, unless what comes of it, good or bad, is by settings that are no longer those of now. */
  async function attempt(
    i: number,
    variant: Variant,
    key: (variant: Variant) => string,
    work: () => Promise<() => void>,
  ): Promise<void> {
    const slot = slotAt(i);
    const isOfNow = (): boolean => {
      const now = variantAt(i);
      return now !== undefined && self.slots[i] === slot && key(now) === key(variant);
    };
    try {
      const take = await work();
      if (!isOfNow()) return;
      take();
      slot.problem = '';
    } catch (problem) {
      if (!isOfNow()) return;
      slot.problem = problem instanceof Error ? problem.message : String(problem);
      slot.result = null;
      slot.drawn = drawingKey(variant);
      slot.encoded = encodingKey(variant);
    }
    shows.figures(i);
  }

  const draw = (i: number, variant: Variant): Promise<void> =>
    attempt(i, variant, drawingKey, async () => {
      const slot = slotAt(i);
      const asks = { picture: self.picture?.picture ?? 0, settings: settingsOf(variant) };
      const { said, blocks } = await exact.ask('draw', asks);
      return () => {
        slot.palette = said.palette;
        slot.result = { colors: said.palette.length, psnr: said.psnr, deltaE: said.deltaE };
        slot.drawn = drawingKey(variant);
        slot.encoded = '';
        if (blocks[0]) shows.pixels(i, blocks[0]);
        performance.mark('drawn');
      };
    });

  const write = (i: number, variant: Variant): Promise<void> =>
    attempt(i, variant, encodingKey, async () => {
      const slot = slotAt(i);
      const settings = settingsOf(variant);
      // A drawing that was to reach a size was written in the search for it.
      const { said, blocks } =
        variant.aim === 'size' && decidesColors(variant) && !isLossy(variant.format)
          ? await exact.ask('encode', { picture: self.picture?.picture ?? 0, settings })
          : await writer().ask('encode', { picture: await inWriter.number(), settings });
      return () => {
        const lossy = isLossy(variant.format);
        slot.result = { ...said, colors: lossy ? null : slot.palette.length };
        if (lossy) slot.palette = [];
        slot.file = blocks[0] ?? null;
        slot.encoded = encodingKey(variant);
        if (lossy && blocks[1]) {
          slot.drawn = drawingKey(variant);
          shows.pixels(i, blocks[1]);
        }
      };
    });

  /** Asks once for the same file, whoever wants it. */
  function encode(i: number, variant: Variant): Promise<void> {
    const slot = slotAt(i);
    const by = `${i} ${encodingKey(variant)}`;
    if (slot.encoding?.by === by) return slot.encoding.done;
    const encoding = { by, done: write(i, variant) };
    slot.encoding = encoding;
    return encoding.done.finally(() => {
      if (slot.encoding === encoding) slot.encoding = null;
    });
  }

  /** Whether the variants are those of then, however they are compared. */
  const isStill = (state: State, picture: Opened | null): boolean =>
    store.state.variants === state.variants && store.state.active === state.active && self.picture === picture;

  /** Does what is to be done to the variants, the active one first; false if something changed meanwhile. */
  async function forEachVariant(work: (i: number, variant: Variant, slot: Slot) => Promise<void>): Promise<boolean> {
    const { state } = store;
    const { picture } = self;
    const order = [state.active, ...state.variants.keys()].filter((i, at, all) => all.indexOf(i) === at);
    for (const i of order) {
      const variant = state.variants[i];
      if (variant) await work(i, variant, slotAt(i));
      if (!isStill(state, picture)) return false;
    }
    return picture !== null;
  }

  /** Draws what is not as it should be, then has it written. A lossy file is written first, and drawn from that. */
  async function settle(): Promise<void> {
    const { state } = store;
    const { picture } = self;
    const drawn = await forEachVariant(async (i, variant, slot) => {
      if (!isLossy(variant.format) && !isDrawn(slot, variant)) await draw(i, variant);
    });
    if (drawn) writings.run(async () => (isStill(state, picture) ? writeAll() : undefined));
  }

  async function writeAll(): Promise<void> {
    const written = await forEachVariant(async (i, variant, slot) => {
      const isShown = !isLossy(variant.format) || isDrawn(slot, variant);
      if (!isShown || !isEncoded(slot, variant)) await encode(i, variant);
    });
    if (written) shows.settled();
  }

  function settleSoon(delay: number): void {
    shows.busy();
    clearTimeout(timer);
    timer = window.setTimeout(() => drawings.run(settle), delay);
  }

  async function file(i: number): Promise<Uint8Array> {
    const variant = variantAt(i);
    const slot = slotAt(i);
    if (!variant) throw new RangeError('no such variant');
    const requireUnchanged = (): void => {
      const now = variantAt(i);
      if (!now || self.slots[i] !== slot || encodingKey(now) !== encodingKey(variant)) {
        throw new Error('the settings changed meanwhile');
      }
      if (slot.problem) throw new Error(slot.problem);
    };
    // Drawn first, as the file is named by what is found then.
    if (!isLossy(variant.format) && !isDrawn(slot, variant)) await draw(i, variant);
    requireUnchanged();
    if (!isEncoded(slot, variant)) await encode(i, variant);
    requireUnchanged();
    if (!slot.file) throw new Error('there is no file');
    return slot.file;
  }

  store.subscribe((state, before) => {
    // How they are compared changes no picture.
    if (!self.picture || (state.variants === before.variants && state.active === before.active)) return;
    if (state.variants.length !== before.variants.length) {
      // Panes keep what they show where the variant stayed.
      self.slots = state.variants.map((variant) => {
        const at = before.variants.indexOf(variant);
        return (at >= 0 && self.slots[at]) || emptySlot();
      });
      self.slots.forEach((slot) => (slot.drawn = ''));
    }
    const i = state.active;
    const variant = state.variants[i];
    const previous = before.variants[before.active];
    if (!variant || !previous) return;
    if (before.active === i && drawingKey(variant) !== drawingKey(previous)) draftSoon(i);
    settleSoon(isQuick(variant) ? restAfter : 0);
  });
  return self;
}
