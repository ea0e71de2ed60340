// How the error falls as colors are added, with this picture's k and the knee marked.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Elbow } from './data';
import { el, whenMedia } from './dom';
import { grouped } from './text';

const height = 300;

interface Inks {
  text: string;
  line: string;
  curve: string;
  mark: string;
}

function inks(): Inks {
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  return { text: ink('--muted'), line: ink('--line'), curve: ink('--text'), mark: ink('--accent') };
}

/** Upright lines through the chart, each with its name at the top. */
function drawMarks(plot: uPlot, marks: { k: number; text: string }[], { mark }: Inks): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = mark;
  ctx.fillStyle = mark;
  ctx.lineWidth = 1.5 * ratio;
  ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  marks.forEach(({ k, text }, row) => {
    const x = plot.valToPos(k, 'x', true);
    const toLeft = x > bbox.left + 0.7 * bbox.width;
    ctx.setLineDash(row === 0 ? [] : [4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.textAlign = toLeft ? 'right' : 'left';
    ctx.fillText(text, x + (toLeft ? -6 : 6) * ratio, bbox.top + (2 + 18 * row) * ratio);
  });
  ctx.restore();
}

function table(elbow: Elbow, pick?: (k: number) => void): HTMLElement {
  const name = (k: number): HTMLElement | string => {
    if (!pick) return grouped(k);
    const button = el('button', { type: 'button', class: 'plain', 'aria-label': `Draw with ${k}` }, grouped(k));
    button.addEventListener('click', () => pick(k));
    return button;
  };
  const rows = elbow.colors.map((k, i) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, name(k)),
      el('td', {}, (elbow.inertia[i] ?? 0).toPrecision(4)),
      el('td', {}, `${(100 * (elbow.explained[i] ?? 0)).toFixed(2)}%`),
    ),
  );
  const heads = ['Colors', 'Inertia per pixel', 'Variance explained'];
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'The figures of the chart' },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, ...rows),
    ),
  );
}

/** `pick` is called with the number of colors that is clicked, if any can be. */
export function elbowView(elbow: Elbow, k: number, pick?: (k: number) => void): HTMLElement {
  const marks = [{ k, text: `here: ${grouped(k)}` }];
  if (elbow.knee !== null && elbow.knee !== k) marks.push({ k: elbow.knee, text: `knee: ${grouped(elbow.knee)}` });
  const knee = elbow.knee === null ? 'There is no clear elbow.' : `The knee is at ${grouped(elbow.knee)}.`;
  const chart = el('div', {
    class: 'chart',
    role: 'img',
    'aria-label': `Inertia against the number of colors, from ${elbow.colors[0] ?? 1} to ${elbow.colors.at(-1) ?? 1}. This picture has ${k}. ${knee} The figures are in the table below.`,
  });

  let plot: uPlot | undefined;
  const make = (): void => {
    plot?.destroy();
    const ink = inks();
    const axis = {
      stroke: ink.text,
      grid: { stroke: ink.line, width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    plot = new uPlot(
      {
        width: Math.max(240, chart.clientWidth),
        height,
        padding: [8, 12, 0, 0],
        scales: { x: { time: false } },
        legend: { live: true },
        axes: [
          { ...axis, label: 'Colors', labelFont: axis.font, labelSize: 24, size: 28 },
          { ...axis, label: 'Inertia per pixel', labelFont: axis.font, labelSize: 24, size: 56 },
        ],
        series: [
          { label: 'Colors' },
          {
            label: 'Inertia',
            stroke: ink.curve,
            width: 2,
            points: { size: 5, fill: ink.curve },
            value: (_, value) => (value === null ? '–' : value.toPrecision(4)),
          },
        ],
        hooks: { draw: [(drawn) => drawMarks(drawn, marks, ink)] },
      },
      [elbow.colors, elbow.inertia],
      chart,
    );
  };
  if (pick) {
    chart.classList.add('picks');
    chart.addEventListener('click', (event) => {
      const found = (event.target as Element).closest('.u-over') && plot?.cursor.idx;
      const picked = typeof found === 'number' ? elbow.colors[found] : undefined;
      if (picked !== undefined) pick(picked);
    });
  }
  new ResizeObserver(() => {
    if (!plot) make();
    else plot.setSize({ width: Math.max(240, chart.clientWidth), height });
  }).observe(chart);
  whenMedia('(prefers-color-scheme: dark)', () => {
    if (plot) make();
  });
  return el(
    'div',
    {},
    el('p', { class: 'hint' }, `The squared distance that is left, by the number of colors. ${knee}`),
    chart,
    el('details', {}, el('summary', {}, 'The figures'), table(elbow, pick)),
  );
}
