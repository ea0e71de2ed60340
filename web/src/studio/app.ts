// The page: a picture comes in, the store says how it is drawn, and everything on the page shows that.
import { copyStatus } from '../copy';
import { el } from '../dom';
import { grouped, plural } from '../text';
import type { Client } from './client';
import { controls } from './controls';
import { drawing as makeDrawing } from './drawing';
import { originalCard, variantCard } from './figures';
import { linkOf, stateOfLink } from './link';
import { many } from './many';
import { paletteEditor } from './palette_editor';
import type { About } from './protocol';
import { cloudSection, elbowSection, mapSection, savingSection, stepsSection } from './sections';
import { stage as makeStage } from './stage';
import { decidesColors, isLossy, mostColors, Store, type State } from './state';
import { takeAway } from './takeaway';

/** A picture that came from somewhere: its name, and its bytes. */
export interface Source {
  name: string;
  bytes: Uint8Array;
}

export interface Engines {
  exact: Client; // for what is shown in the end
  live: Client; // for drafts while a control moves, which must not wait
  writer: () => Client; // for what takes long, files and many pictures; started when first needed
  about: About;
}

const letters = ['A', 'B', 'C'];

export interface App {
  element: HTMLElement;
  open(sources: Source[]): void;
  refuse(message: string): void;
}

export function app({ exact, live, writer, about }: Engines, demo: Source | null): App {
  const dithers = about.dithers.map(({ name }) => name);
  const fromLink = stateOfLink(location.hash, dithers);
  const store = new Store(fromLink.state);
  const stage = makeStage();
  let name = 'picture';
  let chosenFrame: number | undefined; // of an animation
  let frames: Source | null = null; // an animation that waits for a frame to be chosen

  // What is wrong, and what was done.
  const notice = el('p', { class: 'problem', role: 'alert', hidden: true });
  const status = el('p', { class: 'unseen', role: 'status' });
  let refusedDrawing = ''; // what the notice says if it is about the settings
  const refuse = (message: string): void => {
    refusedDrawing = '';
    notice.textContent = message;
    notice.hidden = message === '';
  };
  const say = (message: string, problem = false): void => {
    if (problem) refuse(message);
    else status.textContent = message;
  };

  const cards = el('ul', { class: 'cards', role: 'list' });
  const drawing = makeDrawing(store, exact, live, writer, {
    busy: () => cards.setAttribute('aria-busy', 'true'),
    pixels: (i, pixels) => stage.draw(i + 1, pixels),
    figures: () => showFigures(),
    settled: () => showSettled(),
  });
  const around = { store, exact, drawing, stage, say: refuse };
  const panel = controls(store, about, { openPalette: (file) => void openPalette(file) });
  const palette = paletteEditor(store);
  const take = takeAway({
    ...around,
    about,
    input: () => ({ name, frame: chosenFrame }),
    canvas: () => stage.canvas(store.state.active + 1),
    say,
  });
  const cloud = cloudSection(around);
  const sections = [
    elbowSection(around),
    cloud,
    stepsSection(around, cloud),
    mapSection(around),
    savingSection(around),
  ];
  const batchPart = many(store, writer);

  // The head: opening, undoing, comparing.
  const input = el('input', { type: 'file', multiple: true, id: 'picture-file', class: 'unseen' });
  input.addEventListener('change', () => {
    void openFiles([...(input.files ?? [])]);
    input.value = '';
  });
  const button = (text: string, run: () => void, label = text): HTMLButtonElement => {
    const made = el('button', { type: 'button', class: 'quiet', 'aria-label': label }, text);
    made.addEventListener('click', run);
    return made;
  };
  const undo = button('Undo', () => store.undo());
  const redo = button('Redo', () => store.redo());
  const view = el(
    'fieldset',
    { class: 'segmented' },
    el('legend', { class: 'unseen' }, 'Compare'),
    ...(['slider', 'side'] as const).map((value) => {
      const choice = el('input', { type: 'radio', name: 'view', value });
      choice.addEventListener('change', () => store.change('view', { view: value }));
      return el('label', {}, choice, el('span', {}, value === 'slider' ? 'Under the slider' : 'Side by side'));
    }),
  );
  const title = el('h1', {}, 'kvant studio');
  const lead = el('p', { class: 'lead' });
  const head = el(
    'header',
    { class: 'head' },
    el('div', {}, title, lead),
    el('span', { class: 'grow' }),
    view,
    el(
      'div',
      { class: 'bar' },
      undo,
      redo,
      input,
      el('label', { for: 'picture-file', class: 'quiet as-button' }, 'Open…'),
    ),
  );
  const welcome = el(
    'div',
    { class: 'welcome' },
    el(
      'p',
      {},
      'Drop a picture here, paste one, or choose a file. It stays on this machine: nothing is sent anywhere.',
    ),
    el(
      'div',
      { class: 'bar' },
      el('label', { for: 'picture-file', class: 'quiet as-button main' }, 'Choose a picture…'),
      ...(demo ? [button('Try it with a cat', () => open([demo]))] : []),
    ),
  );
  const frame = el('input', { type: 'number', min: 0, value: 0, 'aria-label': 'Frame, from 0' });
  const frameForm = el('form', { class: 'bar', hidden: true }, el('label', {}, 'Frame ', frame));
  frameForm.append(el('button', { class: 'quiet' }, 'Open this frame'));
  frameForm.addEventListener('submit', (event) => {
    event.preventDefault();
    if (frames) void openOne(frames, Number(frame.value));
  });
  const keys = el(
    'details',
    { class: 'section' },
    el('summary', {}, el('h2', {}, 'Keys')),
    el(
      'p',
      { class: 'hint' },
      '[ and ] one color fewer and more · V side by side or slider · Ctrl+Z undo, Ctrl+Shift+Z redo · on the pictures: + − zoom, 0 fit, 1 single pixels, arrows move',
    ),
  );
  const work = el(
    'div',
    { class: 'work', hidden: true },
    el('div', { class: 'pictures' }, stage.element, cards),
    el('aside', { 'aria-label': 'Settings' }, panel.element),
    el(
      'div',
      { class: 'below' },
      el(
        'section',
        { 'aria-labelledby': 'palette-title' },
        el('h2', { id: 'palette-title' }, 'Palette'),
        palette.element,
      ),
      take.element,
      ...sections.map((section) => section.element),
      batchPart.element,
      keys,
    ),
  );
  const element = el('main', { class: 'studio' }, head, notice, frameForm, welcome, work, status, copyStatus());

  /** How many colors the active variant has, as far as that is known: those found where an aim says how many. */
  function shownColors(): number {
    const { variant } = store;
    const given = variant.palette.length || variant.recolor.length;
    const found = decidesColors(variant) ? drawing.slots[store.state.active]?.palette.length : 0;
    return given || found || variant.colors;
  }

  function showFigures(): void {
    const { picture, slots } = drawing;
    if (!picture) return;
    cards.replaceChildren(
      originalCard(picture.format, picture.bytes, picture.distinctColors),
      ...store.state.variants.map((variant, i) => {
        const { result = null, problem = '' } = slots[i] ?? {};
        return variantCard(`Variant ${letters[i]}`, variant, result, problem, picture.bytes, i === store.state.active);
      }),
    );
    panel.showColors(shownColors());
    palette.show(slots[store.state.active]?.palette ?? []);
    take.show();
  }

  function showSettled(): void {
    cards.setAttribute('aria-busy', 'false');
    const slot = drawing.slots[store.state.active];
    if (slot?.result) {
      const { result } = slot;
      const colors = result.colors === null ? 'All colors' : plural(result.colors, 'color');
      status.textContent = `${colors}, mean color difference ${result.deltaE.toFixed(2)}.`;
      if (refusedDrawing !== '') refuse('');
    } else if (slot?.problem) {
      refuse(slot.problem);
      refusedDrawing = slot.problem;
    }
    for (const section of sections) section.refresh();
  }

  /** What a change of the controls shows at once; the rest waits until it is drawn, so that a slider moves freely. */
  function showControls(): void {
    panel.show();
    panel.showColors(shownColors());
    undo.disabled = !store.canUndo;
    redo.disabled = !store.canRedo;
  }

  function show(state: State): void {
    showControls();
    for (const choice of view.querySelectorAll('input')) choice.checked = choice.value === state.view;
    stage.setPanes([
      { tag: 'Original', text: `${name}, the original` },
      ...state.variants.map((_, i) => ({
        tag: `Variant ${letters[i]}`,
        text: `${name}, variant ${letters[i]}`,
      })),
    ]);
    stage.setView(state.view, state.active);
    showFigures();
  }

  async function openOne(source: Source, frameNumber?: number): Promise<void> {
    if (!aboutLink) refuse('');
    frameForm.hidden = true;
    frames = null;
    const asks = frameNumber === undefined ? {} : { frame: frameNumber };
    status.textContent = `Opening ${source.name}`;
    try {
      // Both engines hold the picture, so that neither waits for the other; the writer opens it when it is needed there.
      const [opened, alive] = await Promise.all([
        exact.ask('open', asks, source.bytes),
        live.ask('open', asks, source.bytes),
      ]);
      const before = drawing.picture;
      if (before) {
        void exact.ask('close', { picture: before.picture });
        void live.ask('close', { picture: inLive });
      }
      inLive = alive.said.picture;
      name = source.name;
      chosenFrame = frameNumber;
      const { said, blocks } = opened;
      welcome.hidden = true;
      work.hidden = false;
      element.classList.add('open');
      document.title = `${name} · kvant studio`;
      lead.textContent = `${name}, ${grouped(said.width)} × ${grouped(said.height)}, ${plural(said.distinctColors, 'color')}`;
      stage.setPicture(said);
      show(store.state);
      if (blocks[0]) stage.draw(0, blocks[0]);
      drawing.setPicture(said, inLive, { bytes: source.bytes, ...asks });
      refuse([aboutLink, said.warning && `${name}: ${said.warning}`].filter((text) => text !== '').join(' '));
      aboutLink = '';
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      const ofFrames = /choose one with --frame N \(0 to (\d+)\)/.exec(message);
      if (ofFrames) {
        frames = source;
        frame.max = ofFrames[1] ?? '0';
        frameForm.hidden = false;
      }
      // The program's words, but for its options.
      const most = `: Studio opens at most ${grouped(about.mostPixels)} pixels; the program opens more.`;
      const clear = message
        .replace(/; choose one with --frame N \(.*\)$/, '; choose one')
        .replace(/, more than --max-pixels \d+( allows)?$/, most);
      refuse(`${source.name}: ${clear}`);
    }
  }
  let inLive = 0;
  let aboutLink = ''; // what is to be said of the link until the first picture is there, and with it

  function open(sources: Source[]): void {
    const [first] = sources;
    if (!first) return;
    void openOne(first);
    if (sources.length > 1) {
      batchPart.element.open = true;
      batchPart.add(sources.map((source) => new File([source.bytes as Uint8Array<ArrayBuffer>], source.name)));
    }
  }

  async function openFiles(files: File[]): Promise<void> {
    try {
      open(
        await Promise.all(
          files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
        ),
      );
    } catch (problem) {
      refuse(`cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }

  async function openPalette(file: File): Promise<void> {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { said } = await exact.ask('readPalette', { name: file.name }, bytes);
      if (said.colors.length > mostColors)
        throw new Error(`has ${grouped(said.colors.length)} colors, more than ${mostColors}`);
      refuse('');
      store.changeVariant('palette', { palette: said.colors, recolor: [] });
    } catch (problem) {
      refuse(`${file.name}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }

  // Browsers let a page change its address only so often: once a slider rests.
  let addressTimer = 0;
  store.subscribe((state, before) => {
    const sameParts =
      state.view === before.view && state.active === before.active && state.variants.length === before.variants.length;
    if (sameParts) showControls();
    else show(state);
    clearTimeout(addressTimer);
    addressTimer = window.setTimeout(() => history.replaceState(null, '', linkOf(state)), 250);
  });
  const tellNonsense = (nonsense: string[]): void => {
    if (nonsense.length === 0) return;
    aboutLink = `The link has something in it that means nothing here, which was left out: ${nonsense.join(' ')}`;
    refuse(aboutLink);
    if (drawing.picture) aboutLink = '';
  };
  // Another link opened in the same page is a change like any other.
  window.addEventListener('hashchange', () => {
    const { state, nonsense } = stateOfLink(location.hash, dithers);
    store.change('link', state);
    tellNonsense(nonsense);
  });

  // Files from anywhere: those named like palettes become one, all others are pictures.
  const isPalette = (file: File): boolean => /\.(gpl|act|ase|aco|pal|hex|css|json|txt)$/i.test(file.name);
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const [first] = files;
    if (first && files.length === 1 && isPalette(first) && drawing.picture) void openPalette(first);
    else void openFiles(files);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void openFiles(files);
  });
  document.addEventListener('keydown', (event) => {
    const within = event.target instanceof HTMLElement ? event.target : document.body;
    const writing = within.matches('input[type=number], input[type=text], textarea');
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !writing) {
      const key = event.key.toLowerCase();
      if (key === 'z' || key === 'y') {
        event.preventDefault();
        if (key === 'y' || event.shiftKey) store.redo();
        else store.undo();
      }
      return;
    }
    if (writing || within.matches('select') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'v' || event.key === 'V') {
      store.change('view', { view: store.state.view === 'side' ? 'slider' : 'side' });
    }
    if (isLossy(store.variant.format)) return;
    const more = event.key === ']' ? 1 : event.key === '[' ? -1 : 0;
    const colors = shownColors() + more;
    if (more && colors >= 1 && colors <= mostColors) {
      store.changeVariant('colors', { colors, aim: 'none', palette: [], recolor: [] });
    }
  });

  show(store.state);
  tellNonsense(fromLink.nonsense);
  return { element, open, refuse };
}
