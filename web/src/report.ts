// The page of `kvant report`.
import { cloudPanel } from './cloud/panel';
import { commandsView } from './commands';
import type { ReportPage, Size } from './data';
import { el, section } from './dom';
import { elbowView } from './elbow';
import { paletteView, strip } from './palette';
import { slider } from './slider';
import { grouped, plural, psnrText, sizeText } from './text';

const spaceNames: Record<string, string> = { oklab: 'Oklab', srgb: 'sRGB', linear: 'linear light' };

function facts(data: ReportPage): HTMLElement {
  const { picture } = data;
  const fact = (name: string, value: string, more: string): HTMLElement =>
    el('div', {}, el('dt', {}, name), el('dd', {}, el('b', {}, value), el('span', {}, more)));
  return el(
    'dl',
    { class: 'facts' },
    fact('Colors', grouped(data.palette.length), `of ${grouped(picture.distinctColors)}`),
    fact('PSNR', psnrText(data.psnr), 'higher is nearer'),
    fact('Mean ΔE', data.deltaE.toFixed(2), '1 is just noticeable'),
    fact('File', sizeText(data.outputBytes), `PNG, from ${sizeText(picture.bytes)}`),
  );
}

function errorMap(data: ReportPage): HTMLElement {
  const { pictures, errors } = data;
  const last = errors.colors.length - 1;
  const legend = el(
    'div',
    { class: 'legend', 'aria-hidden': 'true' },
    el('span', {}, 'ΔE 0'),
    el('span', { class: 'ramp', style: `background: linear-gradient(to right, ${errors.colors.join(', ')})` }),
    el('span', {}, `${errors.step * last} and more`),
  );
  return el(
    'figure',
    { style: `--ratio: ${pictures.width} / ${pictures.height}; --width: ${pictures.width}px` },
    el('img', {
      src: pictures.error,
      width: pictures.width,
      height: pictures.height,
      alt: `Map of the color difference of each pixel. Half of the pixels differ by at most ${errors.median.toFixed(1)}, 95% by at most ${errors.percentile95.toFixed(1)}, none by more than ${errors.most.toFixed(1)} CIEDE2000.`,
    }),
    legend,
    el(
      'figcaption',
      {},
      `Half of the pixels differ by at most ${errors.median.toFixed(1)}, 95% by at most ${errors.percentile95.toFixed(1)}; the worst by ${errors.most.toFixed(1)}. `,
      'CIEDE2000: about 1 is just noticeable side by side.',
    ),
  );
}

function sizesTable(sizes: Size[], original: number): HTMLElement {
  const most = Math.max(...sizes.map((size) => size.bytes));
  const row = (size: Size): HTMLElement =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, size.what),
      el('td', {}, sizeText(size.bytes)),
      el('td', {}, `${((100 * size.bytes) / original).toFixed(0)}%`),
      el('td', { class: 'bars', 'aria-hidden': 'true' }, el('span', { style: `width: ${(100 * size.bytes) / most}%` })),
      el('td', {}, psnrText(size.psnr)),
      el('td', {}, size.deltaE.toFixed(2)),
      el('td', {}, size.spatialDeltaE.toFixed(2)),
    );
  const head = (text: string, name = ''): HTMLElement => el('th', { scope: 'col', class: name }, text);
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Sizes of the files' },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          head('File'),
          head('Size'),
          head('Of original'),
          el('td', { class: 'bars', 'aria-hidden': 'true' }),
          head('PSNR'),
          head('Mean ΔE'),
          head('Seen ΔE'),
        ),
      ),
      el('tbody', {}, ...sizes.map(row)),
    ),
  );
}

function seenHint(): HTMLElement {
  return el(
    'p',
    { class: 'hint' },
    'Mean ΔE compares pixel by pixel (CIEDE2000); seen ΔE first mixes what the eye mixes at 60 cm from a desktop screen (S-CIELAB).',
  );
}

export function reportPage(data: ReportPage): HTMLElement {
  const { picture, pictures } = data;
  const colors = plural(data.palette.length, 'color');
  const reduced =
    pictures.reduction > 1
      ? [
          el(
            'p',
            { class: 'hint' },
            `Shown at 1/${pictures.reduction} of its width and height, drawn again with the same palette; all figures are of the whole picture.`,
          ),
        ]
      : [];
  return el(
    'main',
    { class: 'report' },
    el(
      'header',
      {},
      el('h1', {}, el('span', { class: 'name' }, data.name), ` in ${colors}`),
      el(
        'p',
        { class: 'lead' },
        `${grouped(picture.width)} × ${grouped(picture.height)} pixels, ${picture.format}. Distances measured in ${spaceNames[data.space] ?? data.space}.`,
      ),
    ),
    el(
      'section',
      { 'aria-label': 'Before and after' },
      slider(pictures, plural(picture.distinctColors, 'color'), colors),
      ...reduced,
    ),
    strip(data.palette),
    facts(data),
    section('palette', 'Palette', paletteView(data.palette)),
    section('clouds', 'The colors in space', cloudPanel(data.cloud, false).element),
    ...(data.elbow ? [section('elbow', 'How many colors', elbowView(data.elbow, data.palette.length))] : []),
    section('sizes', 'What it weighs', sizesTable(data.sizes, picture.bytes), seenHint()),
    section('errors', 'Where it differs', errorMap(data)),
    section('commands', 'Make it again', commandsView(data.commands, data.version)),
  );
}
