// The clouds with their controls.
import type { CloudData, Entry } from '../data';
import { el } from '../dom';
import { grouped, plural } from '../text';
import type { Axes } from './geometry';
import { cloudView, type CloudView } from './view';

function axesChoice(view: CloudView, first: Axes): HTMLElement {
  const choice = (axes: Axes, text: string): HTMLElement => {
    const input = el('input', { type: 'radio', name: 'axes', value: axes, checked: axes === first });
    input.addEventListener('change', () => view.setAxes(axes));
    return el('label', {}, input, el('span', {}, text));
  };
  return el(
    'fieldset',
    { class: 'segmented' },
    el('legend', { class: 'unseen' }, 'Axes'),
    choice('oklab', 'Oklab'),
    choice('rgb', 'RGB'),
  );
}

function spinButton(view: CloudView): HTMLElement {
  const button = el('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false' }, 'Spin');
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    view.setSpinning(on);
  });
  return button;
}

function resetButton(view: CloudView): HTMLElement {
  const button = el('button', { type: 'button', class: 'quiet' }, 'Reset view');
  button.addEventListener('click', () => view.reset());
  return button;
}

export interface CloudPanel {
  element: HTMLElement;
  setData(data: CloudData): void;
  setCenters(centers: Entry[]): void;
}

function texts(data: CloudData): { beforeText: string; afterText: string } {
  const shown = atobLength(data.labels) / 2;
  const sampled = shown < data.distinctColors ? `, of which ${grouped(shown)} are drawn` : '';
  return {
    beforeText: `${plural(data.distinctColors, 'color')}${sampled}`,
    afterText: plural(data.centers.length, 'color'),
  };
}

export function cloudPanel(data: CloudData, wheelZooms: boolean): CloudPanel {
  let view: CloudView;
  try {
    view = cloudView(data, { ...texts(data), wheelZooms });
  } catch {
    const sorry = 'This browser cannot draw in 3-D: it has no WebGL 2, or it is switched off.';
    return { element: el('p', { class: 'notice' }, sorry), setData: () => {}, setCenters: () => {} };
  }
  const element = el(
    'div',
    { class: 'panel' },
    el(
      'div',
      { class: 'bar' },
      axesChoice(view, data.axes),
      el('span', { class: 'grow' }),
      spinButton(view),
      resetButton(view),
    ),
    view.element,
  );
  return {
    element,
    setData(wanted) {
      const { beforeText, afterText } = texts(wanted);
      view.setData(wanted, beforeText, afterText);
    },
    setCenters: (centers) => view.setCenters(centers),
  };
}

/** How many bytes a base64 text stands for. */
function atobLength(text: string): number {
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}
