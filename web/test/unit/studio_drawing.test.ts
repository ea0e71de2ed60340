// When pictures are drawn and written: with engines that answer when they are told to.
import { beforeEach, expect, test, vi } from 'vitest';
import type { Client } from '../../src/studio/client';
import { drawing, type Drawing } from '../../src/studio/drawing';
import type { Opened } from '../../src/studio/protocol';
import { firstVariant, Store } from '../../src/studio/state';

vi.stubGlobal('window', globalThis);

interface Asked {
  name: string;
  colors: number | undefined;
  answer(): Promise<void>;
  fail(message: string): Promise<void>;
}

/** A client that keeps what it is asked until the test answers. */
function fakeClient(): { client: Client; asked: Asked[] } {
  const asked: Asked[] = [];
  const replies: Record<string, unknown> = {
    open: { picture: 7 },
    draw: { palette: [{ hex: '#000000' }], psnr: 30, deltaE: 1 },
    encode: { bytes: 3, psnr: 30, deltaE: 1, seenDeltaE: 1 },
  };
  const client = {
    ask: (name: string, asks: { settings?: { colors?: number } }) =>
      new Promise((resolve, reject) => {
        const block = Uint8Array.of(asks.settings?.colors ?? 0);
        const answer = async (): Promise<void> => {
          resolve({ said: replies[name], blocks: name === 'encode' ? [block, block] : [block] });
          await vi.advanceTimersByTimeAsync(0);
        };
        const fail = async (message: string): Promise<void> => {
          reject(new Error(message));
          await vi.advanceTimersByTimeAsync(0);
        };
        asked.push({ name, colors: asks.settings?.colors, answer, fail });
      }),
  };
  return { client: client as unknown as Client, asked };
}

let exact: ReturnType<typeof fakeClient>;
let writer: ReturnType<typeof fakeClient>;
let store: Store;
let self: Drawing;
let live: ReturnType<typeof fakeClient>;
let settled: number;
let shown: number[]; // the variants whose pixels were put

beforeEach(() => {
  vi.useFakeTimers();
  [exact, writer, live] = [fakeClient(), fakeClient(), fakeClient()];
  store = new Store({ variants: [{ ...firstVariant }], active: 0, view: 'slider' });
  settled = 0;
  shown = [];
  const pixels = (i: number): unknown => shown.push(i);
  const shows = { busy: () => 0, pixels, figures: () => 0, settled: () => void (settled += 1) };
  self = drawing(store, exact.client, live.client, () => writer.client, shows);
});

const latest = ({ asked }: { asked: Asked[] }): Asked => {
  const last = asked.at(-1);
  if (!last) throw new Error('nothing was asked');
  return last;
};
const setColors = async (colors: number): Promise<void> => {
  store.changeVariant('colors', { colors });
  await vi.advanceTimersByTimeAsync(1000);
};
/** A picture is open and drawn, and the writer is asked for its file. */
async function openPicture(): Promise<void> {
  self.setPicture({ picture: 1, distinctColors: 100_000 } as Opened, 2, { bytes: new Uint8Array() });
  await vi.advanceTimersByTimeAsync(0);
  await latest(live).answer();
  await latest(exact).answer();
  expect(latest(writer).name).toBe('open');
  await latest(writer).answer();
  expect(latest(writer).name).toBe('encode');
}

test('drawings do not wait for files, and stale files are left out', async () => {
  await openPicture();
  await setColors(5);
  expect(latest(exact)).toMatchObject({ name: 'draw', colors: 5 });
  await latest(exact).answer();
  expect(self.slots[0]?.drawn).toContain('"colors":5');
  await setColors(6);
  await latest(exact).answer();
  expect(writer.asked.length).toBe(2);
  expect(settled).toBe(0);
  await latest(writer).answer(); // the file of the first drawing, which nobody wants any more
  expect(self.slots[0]?.file).toBeNull();
  expect(latest(writer)).toMatchObject({ name: 'encode', colors: 6 });
  await latest(writer).answer();
  expect(writer.asked.length).toBe(3);
  expect([settled, self.slots[0]?.file]).toEqual([1, Uint8Array.of(6)]);
});

test('a download takes the file that is being written', async () => {
  await openPicture();
  const file = self.file(0);
  await latest(writer).answer();
  expect(await file).toEqual(Uint8Array.of(firstVariant.colors));
  expect(writer.asked.length).toBe(2);
});

test('settings that come back take the file that was asked for', async () => {
  await openPicture();
  const before = store.variant.colors;
  await setColors(5);
  await latest(exact).answer();
  await setColors(before);
  await latest(exact).answer();
  await latest(writer).answer();
  expect(self.slots[0]?.file).toEqual(Uint8Array.of(before));
  expect(settled).toBe(1);
});

test('another picture is opened in the writer, and the one before is closed', async () => {
  await openPicture();
  self.setPicture({ picture: 3, distinctColors: 10 } as Opened, 4, { bytes: new Uint8Array() });
  await vi.advanceTimersByTimeAsync(0);
  await latest(exact).answer();
  expect(latest(writer).name).toBe('close');
  await writer.asked[1]?.answer();
  expect(self.slots[0]?.file).toBeNull();
  expect(latest(writer).name).toBe('open');
  await latest(writer).answer();
  await latest(writer).answer();
  expect([settled, self.slots[0]?.file?.length]).toEqual([1, 1]);
});

/** The picture is drawn and written. */
async function openAndSettle(): Promise<void> {
  await openPicture();
  await latest(writer).answer();
  expect(settled).toBe(1);
}

test('a download whose settings change meanwhile is none', async () => {
  await openAndSettle();
  await setColors(6);
  await latest(exact).answer();
  const file = self.file(0);
  const refused = expect(file).rejects.toThrow('the settings changed meanwhile');
  await setColors(7);
  await latest(exact).answer();
  await latest(writer).answer();
  await refused;
});

test('a download between a change and its drawing asks once for the file', async () => {
  await openPicture();
  await setColors(6);
  await latest(exact).answer();
  const file = self.file(0);
  await writer.asked[1]?.answer();
  await latest(writer).answer();
  expect(await file).toEqual(Uint8Array.of(6));
  expect(writer.asked.map(({ name, colors }) => [name, colors])).toEqual([
    ['open', undefined],
    ['encode', firstVariant.colors],
    ['encode', 6],
  ]);
  expect(settled).toBe(1);
});

test('how variants are compared holds nothing up', async () => {
  await openPicture();
  store.change('view', { view: 'side' });
  await latest(writer).answer();
  expect(settled).toBe(1);
});

test('what fails late does not touch what was drawn since', async () => {
  await openPicture();
  await setColors(5);
  await latest(exact).answer();
  await writer.asked[1]?.fail('too wide');
  expect(self.slots[0]).toMatchObject({ problem: '', result: { colors: 1 } });
  await latest(writer).fail('too wide');
  expect(self.slots[0]).toMatchObject({ problem: 'too wide', result: null });
  expect(settled).toBe(1);
});

test('a lossy variant is shown again where its pane was another one, and after a draft', async () => {
  await openAndSettle();
  store.change('add', { variants: [store.variant, { ...firstVariant, format: 'jpeg' }] });
  await vi.advanceTimersByTimeAsync(1000);
  await latest(exact).answer();
  await latest(writer).answer();
  await latest(writer).answer();
  expect([settled, shown.at(-1)]).toEqual([2, 1]);
  store.change('remove', { variants: store.state.variants.slice(1) });
  await vi.advanceTimersByTimeAsync(1000);
  shown = [];
  await latest(writer).answer();
  expect([settled, shown]).toEqual([3, [0]]);
  store.changeVariant('format', { format: 'png' });
  await vi.advanceTimersByTimeAsync(1);
  shown = [];
  await latest(live).answer();
  expect(shown).toEqual([0]);
  store.undo();
  await vi.advanceTimersByTimeAsync(1000);
  shown = [];
  await latest(writer).answer();
  expect([settled, shown]).toEqual([4, [0]]);
});

test('a picture that the writer could not open is opened there another time', async () => {
  self.setPicture({ picture: 1, distinctColors: 10 } as Opened, 2, { bytes: new Uint8Array() });
  await vi.advanceTimersByTimeAsync(0);
  await latest(exact).answer();
  await latest(writer).fail('no memory');
  expect([settled, self.slots[0]?.problem]).toEqual([1, 'no memory']);
  await setColors(5);
  await latest(exact).answer();
  expect(latest(writer).name).toBe('open');
  await latest(writer).answer();
  await latest(writer).answer();
  expect([settled, self.slots[0]?.problem]).toEqual([2, '']);
});
