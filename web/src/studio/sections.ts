// What is looked into when it is opened: clouds, elbow, iteration, differences, saving again and again.
import { cloudPanel, type CloudPanel } from '../cloud/panel';
import type { Entry } from '../data';
import { el, prefersLessMotion } from '../dom';
import { elbowView } from '../elbow';
import { psnrText, sizeText } from '../text';
import type { Client } from './client';
import type { Drawing } from './drawing';
import { Latest } from './latest';
import type { Settings } from './protocol';
import type { Stage } from './stage';
import { isLossy, settingsOf, type Store } from './state';

export interface Section {
  element: HTMLDetailsElement;
  /** All is drawn as the settings say: time to show what has changed, if it is open. */
  refresh: () => void;
}

interface Around {
  store: Store;
  exact: Client;
  drawing: Drawing;
  stage: Stage;
  say(message: string): void; // of a problem
}

/** What lies over the picture while it is open: one at a time. */
function overlay(title: string, ...children: (Node | string)[]): HTMLDetailsElement {
  const element = details(title, ...children);
  element.setAttribute('name', 'overlay');
  return element;
}

function details(title: string, ...children: (Node | string)[]): HTMLDetailsElement {
  return el('details', { class: 'section' }, el('summary', {}, el('h2', {}, title)), ...children);
}

/** How the active variant is drawn, with colors found for it; lossy files have none, so kvant's own settings. */
function drawnSettings(store: Store): Settings {
  return isLossy(store.variant.format) ? {} : settingsOf(store.variant);
}

/** Runs work when the section is opened, and again at each refresh while it is open. */
function opening(
  around: Around,
  element: HTMLDetailsElement,
  work: () => Promise<void>,
  closed = (): void => {},
): Section {
  const latest = new Latest();
  const refresh = (): void => {
    if (!element.open || !around.drawing.picture) return;
    latest.run(async () => {
      try {
        await work();
      } catch (problem) {
        around.say(problem instanceof Error ? problem.message : String(problem));
      }
    });
  };
  element.addEventListener('toggle', () => (element.open ? refresh() : closed()));
  return { element, refresh };
}

export interface CloudSection extends Section {
  setCenters(hexes: string[]): void;
}

export function cloudSection(around: Around): CloudSection {
  const place = el('div', {}, el('p', { class: 'hint' }, 'counting…'));
  const element = details('The colors in space', place);
  let panel: CloudPanel | undefined;
  const section = opening(around, element, async () => {
    const picture = around.drawing.picture?.picture ?? 0;
    const { said } = await around.exact.ask('cloud', { picture, settings: drawnSettings(around.store) });
    if (panel) panel.setData(said);
    else place.replaceChildren((panel = cloudPanel(said, false)).element);
  });
  return {
    ...section,
    setCenters: (hexes) => {
      const share = 1 / hexes.length;
      panel?.setCenters(hexes.map((hex): Entry => ({ hex, pixels: 1, share })));
    },
  };
}

export function elbowSection(around: Around): Section {
  const place = el('div', {}, el('p', { class: 'hint' }, 'fitting 1 to 64 colors…'));
  let known = '';
  let curve: Parameters<typeof elbowView>[0] | null = null;
  return opening(around, details('How many colors', place), async () => {
    const picture = around.drawing.picture?.picture ?? 0;
    const { space, salience } = drawnSettings(around.store);
    const settings: Settings = { ...(space ? { space } : {}), ...(salience ? { salience } : {}) };
    const key = JSON.stringify([picture, settings]);
    if (key !== known) curve = (await around.exact.ask('elbow', { picture, settings, to: 64 })).said.elbow;
    known = key;
    const here = around.drawing.slots[around.store.state.active]?.result?.colors ?? around.store.variant.colors;
    const pick = (k: number): void =>
      around.store.changeVariant('colors', {
        colors: k,
        aim: 'none',
        palette: [],
        recolor: [],
        ...(isLossy(around.store.variant.format) ? { format: 'png' as const } : {}),
      });
    place.replaceChildren(
      curve
        ? el(
            'div',
            {},
            el('p', { class: 'hint' }, 'A click on the curve draws with so many colors.'),
            elbowView(curve, here, pick),
          )
        : el('p', { class: 'hint' }, 'It has a single color.'),
    );
  });
}

export function mapSection(around: Around): Section {
  const legend = el('div', { class: 'legend', 'aria-hidden': 'true' });
  const text = el('p', { class: 'hint' }, 'measuring…');
  let pane = -1;
  const uncover = (): void => {
    if (pane >= 0) around.stage.cover(pane, null);
    pane = -1;
  };
  return opening(
    around,
    overlay('Where it differs', text, legend),
    async () => {
      uncover();
      if (isLossy(around.store.variant.format)) {
        text.textContent = 'The map is of pictures drawn in a palette.';
        return;
      }
      const picture = around.drawing.picture?.picture ?? 0;
      const at = around.store.state.active + 1;
      const { said, blocks } = await around.exact.ask('errorMap', { picture, settings: drawnSettings(around.store) });
      if (blocks[0]) around.stage.cover((pane = at), blocks[0]);
      legend.replaceChildren(
        el('span', {}, 'ΔE 0'),
        el('span', { class: 'ramp', style: `background: linear-gradient(to right, ${said.colors.join(', ')})` }),
        el('span', {}, `${said.step * (said.colors.length - 1)} and more`),
      );
      text.textContent = `The map lies over the variant above, while this is open. Half of the pixels differ by at most ${said.median.toFixed(1)}, 95% by at most ${said.percentile95.toFixed(1)}; the worst by ${said.most.toFixed(1)} (CIEDE2000, before dithering).`;
    },
    uncover,
  );
}

export function stepsSection(around: Around, cloud: CloudSection): Section {
  const range = el('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'Step of the iteration' });
  const text = el('p', { class: 'hint', role: 'status' });
  const play = el('button', { type: 'button', class: 'quiet' }, 'Play');
  const start = (kind: 'random' | 'k-means++', label: string): HTMLButtonElement => {
    const button = el('button', { type: 'button', class: 'quiet' }, label);
    button.addEventListener('click', () => void begin(kind));
    return button;
  };
  const body = el('div', { class: 'bar', hidden: true }, play, range);
  const element = overlay(
    'Watch k-means',
    el(
      'p',
      { class: 'hint' },
      'Plain k-means on all colors, step by step. The picture above and the centers in space move along.',
    ),
    el('div', { class: 'bar' }, start('random', 'From random pixels'), start('k-means++', 'From k-means++')),
    body,
    text,
  );
  let steps: string[][] = [];
  let pane = -1;
  let timer = 0;
  const latest = new Latest();
  const stop = (): void => {
    clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  };
  const show = (step: number): void => {
    range.value = String(step);
    text.textContent = `Step ${step} of ${steps.length - 1}: ${step === 0 ? 'the start' : 'centers moved to the means of their colors'}.`;
    range.setAttribute('aria-valuetext', text.textContent);
    latest.run(async () => {
      const { blocks } = await around.exact.ask('step', { step });
      if (blocks[0] && element.open) around.stage.cover((pane = around.store.state.active + 1), blocks[0]);
      cloud.setCenters(steps[step] ?? []);
    });
  };
  const run = (): void => {
    stop();
    if (prefersLessMotion()) return show(steps.length - 1);
    play.textContent = 'Stop';
    show(0);
    timer = window.setInterval(() => {
      const next = Number(range.value) + 1;
      if (next >= steps.length) stop();
      else show(next);
    }, 250);
  };
  async function begin(kind: 'random' | 'k-means++'): Promise<void> {
    try {
      const settings = drawnSettings(around.store);
      const { said } = await around.exact.ask('steps', {
        picture: around.drawing.picture?.picture ?? 0,
        settings: { ...settings, colors: settings.colors ?? 16 },
        start: kind,
      });
      steps = said.steps;
      body.hidden = steps.length === 0;
      range.max = String(Math.max(0, steps.length - 1));
      if (steps.length > 0) run();
      else
        text.textContent = 'There is nothing to search for: the palette is given, or the picture has no more colors.';
    } catch (problem) {
      around.say(problem instanceof Error ? problem.message : String(problem));
    }
  }
  range.addEventListener('input', () => {
    stop();
    show(Number(range.value));
  });
  play.addEventListener('click', () => (timer ? stop() : run()));
  const close = (): void => {
    stop();
    if (pane >= 0) around.stage.cover(pane, null);
    pane = -1;
  };
  element.addEventListener('toggle', () => element.open || close());
  // Other settings, other steps.
  const refresh = (): void => {
    close();
    body.hidden = true;
    text.textContent = '';
  };
  return { element, refresh };
}

export function savingSection(around: Around): Section {
  const range = (name: string, most: number, value: number): HTMLInputElement =>
    el('input', { type: 'range', min: 1, max: most, value, 'aria-label': name });
  const quality = range('JPEG quality', 100, 75);
  const times = range('Times saved', 100, 1);
  const text = el('p', { class: 'hint', role: 'status' });
  let pane = -1;
  const uncover = (): void => {
    if (pane >= 0) around.stage.cover(pane, null);
    pane = -1;
  };
  const section = opening(
    around,
    overlay(
      'Saved as JPEG again and again',
      el('label', { class: 'field' }, el('span', {}, 'Quality'), quality),
      el('label', { class: 'field' }, el('span', {}, 'Times'), times),
      text,
    ),
    async () => {
      const { picture } = around.drawing;
      if (picture?.alpha) {
        text.textContent = 'JPEG has no transparency, and this picture has some.';
        return;
      }
      const [q, n] = [Number(quality.value), Number(times.value)];
      const { said, blocks } = await around.exact.ask('saveAgain', {
        picture: picture?.picture ?? 0,
        quality: q,
        times: n,
      });
      uncover();
      if (blocks[0]) around.stage.cover((pane = around.store.state.active + 1), blocks[0]);
      text.textContent = `Saved ${n} time${n === 1 ? '' : 's'} at quality ${q}: ${sizeText(said.bytes)}, ${psnrText(said.psnr)}, mean ΔE ${said.deltaE.toFixed(2)}. It lies over the variant above, while this is open.`;
    },
    uncover,
  );
  quality.addEventListener('input', section.refresh);
  times.addEventListener('input', section.refresh);
  return section;
}
