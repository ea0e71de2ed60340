// What one takes along: the file, the picture, the palette, the command, Python, a link.
import { copyButton, copyOnClick } from '../copy';
import { el } from '../dom';
import type { Client } from './client';
import type { Drawing } from './drawing';
import { linkOf } from './link';
import type { About } from './protocol';
import { commandOf, outputName, pythonOf, type Input } from './recipes';
import { isLossy, type Store } from './state';

/** Hands a file to the browser, to be kept. */
export function keepFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = el('a', { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const paletteExtensions: Record<string, string> = { riff: 'pal', paintnet: 'txt', hex: 'hex' };

export interface TakeAway {
  element: HTMLElement;
  show(): void;
}

interface Around {
  store: Store;
  exact: Client;
  drawing: Drawing;
  about: About;
  input: () => Input;
  canvas(): HTMLCanvasElement | undefined; // of the active variant
  say(message: string, problem?: boolean): void;
}

export function takeAway(around: Around): TakeAway {
  const { store, drawing } = around;
  const act = (text: string, run: () => Promise<void>): HTMLButtonElement => {
    const button = el('button', { type: 'button', class: 'quiet' }, text);
    button.addEventListener('click', () => {
      run().catch((problem: unknown) => around.say(problem instanceof Error ? problem.message : String(problem), true));
    });
    return button;
  };
  const colors = (): number => drawing.slots[store.state.active]?.palette.length ?? 0;
  const hexes = (): string[] => (drawing.slots[store.state.active]?.palette ?? []).map(({ hex }) => hex);

  const download = act('Download', async () => {
    const file = await drawing.file(store.state.active);
    keepFile(outputName(around.input().name, store.variant, colors()), file);
  });
  download.classList.add('main');
  const copyPicture = act('Copy picture', async () => {
    const canvas = around.canvas();
    const blob = await new Promise<Blob | null>((done) => (canvas ? canvas.toBlob(done, 'image/png') : done(null)));
    if (!blob) throw new Error('there is no picture to copy');
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    around.say('Copied the picture');
  });
  const format = el(
    'select',
    { 'aria-label': 'Format of the palette' },
    ...around.about.paletteFormats.map((name) => el('option', { value: name }, name)),
  );
  const savePalette = act('Save palette as', async () => {
    if (colors() === 0) throw new Error('a picture with all its colors has no palette to save');
    const { blocks } = await around.exact.ask('writePalette', { colors: hexes(), format: format.value, name: '' });
    const stem = outputName(around.input().name, { ...store.variant, format: 'png' }, colors()).replace(/\.png$/, '');
    if (blocks[0]) keepFile(`${stem}.${paletteExtensions[format.value] ?? format.value}`, blocks[0]);
  });
  const link = el('button', { type: 'button', class: 'quiet' }, 'Copy link');
  copyOnClick(link, () => location.href.replace(/#.*/, '') + linkOf(store.state), 'a link with these settings');

  const recipe = (): { element: HTMLElement; set(does: string, text: string): void } => {
    const name = el('p', {});
    const code = el('code', {});
    const pre = el('pre', { tabindex: 0, role: 'group' }, code);
    const copyPlace = el('span', {});
    return {
      element: el('div', { class: 'command' }, name, pre, copyPlace),
      set(does, text) {
        if (code.textContent === text && name.textContent === does) return; // the focus may be on it
        name.textContent = does;
        pre.setAttribute('aria-label', does);
        code.textContent = text;
        copyPlace.replaceChildren(copyButton(text, does.toLowerCase()));
      },
    };
  };
  const command = recipe();
  const python = recipe();
  const element = el(
    'section',
    { id: 'take', 'aria-labelledby': 'take-title' },
    el('h2', { id: 'take-title' }, 'Take it along'),
    el('div', { class: 'bar' }, download, copyPicture, savePalette, format, link),
    command.element,
    python.element,
  );
  return {
    element,
    show() {
      const shown = colors() || store.variant.colors;
      command.set('The command for the same file', commandOf(around.input(), store.variant, shown));
      python.set(
        isLossy(store.variant.format) ? 'Such a file in Python' : 'The same in Python',
        pythonOf(around.input(), store.variant, shown),
      );
    },
  };
}
