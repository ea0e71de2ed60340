// Elements of the page. Text is only ever set as text, so that nothing in a file's name is taken for markup.

type Attributes = Record<string, string | number | boolean>;
type Child = Node | string;

function assign(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
}

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  assign(element, attributes, children);
  return element;
}

/** A part of the page under its own heading. */
export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  const heading = el('h2', { id: `${id}-title` }, title);
  return el('section', { id, 'aria-labelledby': `${id}-title` }, heading, ...children);
}

/** Calls back with whether a media query holds, now and whenever that changes. */
export function whenMedia(query: string, use: (matches: boolean) => void): void {
  const media = matchMedia(query);
  media.addEventListener('change', () => use(media.matches));
  use(media.matches);
}

export function prefersLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
