// Two pictures, one over the other, with an edge between them that is dragged or moved by keys.
import { el } from './dom';
import type { Pictures } from './data';

/** The share of the width that lies left of x, in percent, 0..100. */
export function percentAt(x: number, left: number, width: number): number {
  return width > 0 ? Math.min(100, Math.max(0, (100 * (x - left)) / width)) : 0;
}

export function slider(pictures: Pictures, beforeText: string, afterText: string): HTMLElement {
  const size = { width: pictures.width, height: pictures.height, draggable: 'false' };
  const after = el('img', { ...size, src: pictures.after, alt: `The picture redrawn: ${afterText}`, class: 'after' });
  const before = el('img', { ...size, src: pictures.before, alt: `The original: ${beforeText}`, class: 'before' });
  // A native range: every screen reader and touch keyboard knows how to move one.
  const range = el('input', {
    type: 'range',
    min: 0,
    max: 100,
    step: 1,
    value: 50,
    'aria-label': 'How much of the original is shown, from the left',
  });
  const frame = el(
    'div',
    { class: 'slider', style: `--ratio: ${pictures.width} / ${pictures.height}; --width: ${pictures.width}px` },
    after,
    before,
    el('span', { class: 'tag left', 'aria-hidden': 'true' }, 'Before'),
    el('span', { class: 'tag right', 'aria-hidden': 'true' }, 'After'),
    range,
    el('div', { class: 'edge', 'aria-hidden': 'true' }, el('span', { class: 'grip' })),
  );

  const show = (percent: number): void => {
    frame.style.setProperty('--at', `${percent}%`);
    range.setAttribute('aria-valuetext', `${Math.round(percent)}% original`);
  };
  const drag = (event: PointerEvent): void => {
    const box = frame.getBoundingClientRect();
    const percent = percentAt(event.clientX, box.left, box.width);
    range.value = String(percent);
    show(percent);
  };
  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    range.focus({ preventScroll: true });
    drag(event);
    event.preventDefault();
  });
  frame.addEventListener('pointermove', (event) => {
    if (frame.hasPointerCapture(event.pointerId)) drag(event);
  });
  range.addEventListener('input', () => show(Number(range.value)));
  show(50);
  return frame;
}
