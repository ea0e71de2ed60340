// The commands that give the same result again.
import { copyButton } from './copy';
import type { Command } from './data';
import { el } from './dom';

export function commandsView(commands: Command[], version: string): HTMLElement {
  const line = ({ does, line }: Command): HTMLElement =>
    el(
      'div',
      { class: 'command' },
      el('p', {}, does),
      el('pre', { tabindex: 0, 'aria-label': does }, el('code', {}, line)),
      copyButton(line, 'the command'),
    );
  return el(
    'div',
    {},
    ...commands.map(line),
    el(
      'p',
      { class: 'hint' },
      `kvant ${version}: the same picture, options and version give the same bytes on any machine.`,
    ),
  );
}
