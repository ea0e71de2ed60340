// Copying, and saying so aloud.
import { el } from './dom';

const status = el('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });

/** Where screen readers hear what was copied; once in the page. */
export const copyStatus = (): HTMLElement => status;

async function write(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page from a disk may not be trusted with the clipboard: the old way needs only the click.
    const field = el('textarea', { class: 'unseen', readonly: true }, text);
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (!copied) throw new Error('the browser does not let this page copy');
  }
}

/** Makes a button copy a text; for a moment the button shows that it did, and what could be copied is announced. */
export function copyOnClick(button: HTMLButtonElement, text: () => string, name: string): void {
  let timer = 0;
  const copy = async (): Promise<void> => {
    const focused = document.activeElement;
    try {
      await write(text());
      status.textContent = `Copied ${name}`;
      button.dataset.copied = 'yes';
    } catch {
      status.textContent = `Could not copy ${name}`;
      button.dataset.copied = 'no';
    }
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    clearTimeout(timer);
    timer = window.setTimeout(() => delete button.dataset.copied, 1500);
  };
  button.addEventListener('click', () => void copy());
}

export function copyButton(text: string, name: string): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'quiet copy', 'aria-label': `Copy ${name}` });
  copyOnClick(button, () => text, name);
  return button;
}
