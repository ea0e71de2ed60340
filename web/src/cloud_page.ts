// The page of `kvant cloud -o x.html`: little but the clouds.
import { cloudPanel } from './cloud/panel';
import { commandsView } from './commands';
import type { CloudPage } from './data';
import { el } from './dom';
import { paletteView } from './palette';
import { plural } from './text';

export function cloudPage(data: CloudPage): HTMLElement {
  return el(
    'main',
    { class: 'clouds' },
    el(
      'header',
      {},
      el('h1', {}, el('span', { class: 'name' }, data.name), ` in ${plural(data.cloud.centers.length, 'color')}`),
    ),
    cloudPanel(data.cloud, true).element,
    el('details', {}, el('summary', {}, 'Palette'), paletteView(data.cloud.centers)),
    el('details', {}, el('summary', {}, 'Make it again'), commandsView(data.commands, data.version)),
  );
}
