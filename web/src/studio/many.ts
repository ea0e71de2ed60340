// Many pictures at once: drawn by the active variant's settings, each in its own palette or all in one, into a zip.
import { zip } from 'fflate';
import { el } from '../dom';
import { sizeText } from '../text';
import type { Client } from './client';
import { outputName, uniqueNames } from './recipes';
import { findsColors, isLossy, settingsOf, type Store } from './state';
import { keepFile } from './takeaway';

export interface Many {
  element: HTMLDetailsElement;
  add(files: File[]): void;
}

export function many(store: Store, client: () => Client): Many {
  const files: File[] = [];
  const list = el('ol', { class: 'files' });
  const status = el('p', { class: 'hint', role: 'status' });
  const shared = el('input', { type: 'checkbox' });
  const make = el('button', { type: 'button', class: 'quiet', disabled: true }, 'Draw all, as a zip');
  const clear = el('button', { type: 'button', class: 'quiet', disabled: true }, 'Empty the list');
  const input = el('input', { type: 'file', multiple: true, id: 'many-files', class: 'unseen' });
  const element = el(
    'details',
    { class: 'section' },
    el('summary', {}, el('h2', {}, 'Many pictures')),
    el('p', { class: 'hint' }, 'All are drawn and written as the active variant says.'),
    el(
      'div',
      { class: 'bar' },
      input,
      el('label', { for: 'many-files', class: 'quiet as-button' }, 'Add pictures…'),
      el('label', {}, shared, ' one palette for all'),
      make,
      clear,
    ),
    list,
    status,
  );
  const show = (): void => {
    list.replaceChildren(...files.map((file) => el('li', {}, `${file.name}, ${sizeText(file.size)}`)));
    make.disabled = clear.disabled = files.length === 0;
  };
  const note = (i: number, text: string): void => {
    list.children[i]?.append(`: ${text}`);
  };

  async function drawAll(): Promise<void> {
    make.disabled = true;
    show();
    const engine = client();
    const variant = store.variant;
    const lossy = isLossy(variant.format);
    let settings = settingsOf(variant);
    const opened: { file: File; picture: number; at: number }[] = [];
    const made: Record<string, Uint8Array> = {};
    const names: string[] = [];
    const written: Uint8Array[] = [];
    let total = 0;
    try {
      const openOne = async (at: number): Promise<void> => {
        const file = files[at];
        if (!file) return;
        try {
          const { said } = await engine.ask('open', {}, new Uint8Array(await file.arrayBuffer()));
          opened.push({ file, picture: said.picture, at });
        } catch (problem) {
          note(at, problem instanceof Error ? problem.message : String(problem));
        }
      };
      const drawOne = async ({ file, picture, at }: (typeof opened)[number]): Promise<void> => {
        try {
          // The number of colors that was found; the engine keeps the drawing, and encoding does not draw again.
          const drawn = settings.aim && (await engine.ask('draw', { picture, settings }));
          const { said, blocks } = await engine.ask('encode', { picture, settings });
          if (!blocks[0]) return;
          names.push(outputName(file.name, variant, drawn?.said.palette.length ?? 0));
          written.push(blocks[0]);
          total += said.bytes;
          note(at, sizeText(said.bytes));
        } catch (problem) {
          note(at, problem instanceof Error ? problem.message : String(problem));
        } finally {
          await engine.ask('close', { picture });
        }
      };
      if (shared.checked && !lossy && findsColors(variant)) {
        for (const at of files.keys()) await openOne(at);
        const pictures = opened.map(({ picture }) => picture);
        if (pictures.length > 0) {
          const asks = { pictures, settings: settingsOf({ ...variant, aim: 'none' }) };
          const { palette } = (await engine.ask('sharedPalette', asks)).said;
          settings = settingsOf({ ...variant, palette });
        }
        for (const one of opened) await drawOne(one);
      } else {
        for (const at of files.keys()) {
          await openOne(at);
          const one = opened.pop();
          if (one) await drawOne(one);
        }
      }
      uniqueNames(names).forEach((name, i) => (made[name] = written[i] ?? new Uint8Array()));
      if (written.length === 0) {
        status.textContent = 'None could be drawn.';
        return;
      }
      // They are compressed already.
      const bytes = await new Promise<Uint8Array>((done, failed) =>
        zip(made, { level: 0 }, (problem, data) => (problem ? failed(problem) : done(data))),
      );
      keepFile('kvant-studio.zip', bytes);
      status.textContent = `${written.length} of ${files.length} drawn: ${sizeText(total)} together.`;
    } catch (problem) {
      status.textContent = problem instanceof Error ? problem.message : String(problem);
    } finally {
      make.disabled = files.length === 0;
    }
  }

  const add = (more: File[]): void => {
    files.push(...more);
    status.textContent = '';
    show();
  };
  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    input.value = '';
  });
  make.addEventListener('click', () => void drawAll());
  clear.addEventListener('click', () => {
    files.length = 0;
    status.textContent = '';
    show();
  });
  return { element, add };
}
