// The pictures, side by side or under an edge that is dragged. All share one zoom and one place.
import { el } from '../dom';

export interface Pane {
  tag: string; // what is written on it
  text: string; // for those who cannot see it
}

export interface Place {
  zoom: number; // CSS pixels per pixel of the picture
  x: number; // the point of the picture that is in the middle, 0..1
  y: number;
}

const mostZoom = 32;

/** The place after zooming so that what is under a point (from the middle, in CSS pixels) stays there. */
export function zoomed(
  place: Place,
  factor: number,
  point: { x: number; y: number },
  size: Size,
  least: number,
): Place {
  const zoom = Math.min(mostZoom, Math.max(least, place.zoom * factor));
  return {
    zoom,
    x: place.x + (point.x / place.zoom - point.x / zoom) / size.width,
    y: place.y + (point.y / place.zoom - point.y / zoom) / size.height,
  };
}

export interface Size {
  width: number;
  height: number;
}

/** In how many columns pictures side by side are largest. */
export function bestColumns(count: number, picture: Size, room: Size): number {
  let [best, largest] = [count, 0];
  for (let columns = count; columns >= 1; columns -= 1) {
    const rows = Math.ceil(count / columns);
    const zoom = Math.min(room.width / columns / picture.width, room.height / rows / picture.height);
    if (zoom > largest) [best, largest] = [columns, zoom];
  }
  return best;
}

export interface Stage {
  element: HTMLElement;
  /** Shows another picture; the first pane is the original. */
  setPicture(size: Size): void;
  setPanes(panes: Pane[]): void;
  setView(view: 'slider' | 'side', active: number): void;
  draw(pane: number, pixels: Uint8Array): void;
  /** Puts an image over a pane, or takes it away. */
  cover(pane: number, pixels: Uint8Array | null): void;
  canvas(pane: number): HTMLCanvasElement | undefined;
}

export function stage(): Stage {
  const panesElement = el('div', { class: 'panes' });
  const edge = el('input', {
    type: 'range',
    min: 0,
    max: 100,
    value: 50,
    class: 'edge-range',
    'aria-label': 'How much of the original is shown, from the left',
  });
  const line = el('div', { class: 'edge', 'aria-hidden': 'true' }, el('span', { class: 'grip' }));
  const viewport = el('div', { class: 'viewport' }, panesElement, edge, line);
  const zoomText = el('output', { class: 'zoom', 'aria-label': 'Zoom' });
  const button = (text: string, name: string, act: () => void): HTMLButtonElement => {
    const made = el('button', { type: 'button', class: 'quiet', 'aria-label': name }, text);
    made.addEventListener('click', act);
    return made;
  };
  let size: Size = { width: 1, height: 1 };
  let place: Place = { zoom: 1, x: 0.5, y: 0.5 };
  let fitted = true; // until someone zooms
  let view: 'slider' | 'side' = 'slider';
  let active = 1;
  let panes: { element: HTMLElement; canvas: HTMLCanvasElement; over: HTMLCanvasElement; tag: HTMLElement }[] = [];

  const paneBox = (): DOMRect => (panes[0]?.element ?? viewport).getBoundingClientRect();
  const fitZoom = (): number => {
    const box = paneBox();
    return Math.max(1e-3, Math.min(box.width / size.width, box.height / size.height, 8));
  };
  const show = (): void => {
    // First where the panes are, then what is measured in them.
    panes.forEach(({ element }, i) => {
      const shown = view === 'side' || i === 0 || i === active;
      element.hidden = !shown;
      element.classList.toggle('before', view === 'slider' && i === 0);
      element.classList.toggle('active', i === active);
    });
    viewport.classList.toggle('side', view === 'side');
    edge.hidden = view === 'side';
    line.hidden = view === 'side';
    if (view === 'side') {
      const columns = bestColumns(panes.length, size, viewport.getBoundingClientRect());
      panesElement.style.setProperty('--columns', String(columns));
    }
    const box = paneBox();
    if (fitted) place = { zoom: fitZoom(), x: 0.5, y: 0.5 };
    const wide = size.width * place.zoom;
    const high = size.height * place.zoom;
    // A picture smaller than its pane is in the middle of it; a larger one leaves no gap.
    const clamp = (at: number, length: number, room: number): number =>
      length <= room ? 0.5 : Math.min(1 - room / 2 / length, Math.max(room / 2 / length, at));
    place.x = clamp(place.x, wide, box.width);
    place.y = clamp(place.y, high, box.height);
    const left = Math.round(box.width / 2 - place.x * wide);
    const top = Math.round(box.height / 2 - place.y * high);
    for (const { canvas, over } of panes) {
      for (const each of [canvas, over]) {
        each.style.transform = `translate(${left}px, ${top}px) scale(${place.zoom})`;
        each.classList.toggle('sharp', place.zoom >= 1);
      }
    }
    zoomText.textContent = `${Math.round(place.zoom * 100)}%`;
    const at = Number(edge.value);
    viewport.style.setProperty('--at', `${at}%`);
    edge.setAttribute('aria-valuetext', `${at}% original`);
  };
  const zoomBy = (factor: number, point = { x: 0, y: 0 }): void => {
    place = zoomed(place, factor, point, size, Math.min(1, fitZoom()));
    fitted = place.zoom <= fitZoom() * 1.001 && factor < 1;
    show();
  };
  const moveBy = (x: number, y: number): void => {
    place = { ...place, x: place.x - x / (size.width * place.zoom), y: place.y - y / (size.height * place.zoom) };
    fitted = false;
    show();
  };
  const fit = (): void => {
    fitted = true;
    show();
  };
  const actual = (): void => {
    fitted = false;
    place = { ...place, zoom: 1 / devicePixelRatio };
    show();
  };

  const bar = el(
    'div',
    { class: 'bar zoom-bar', role: 'group', 'aria-label': 'Zoom' },
    button('−', 'Zoom out', () => zoomBy(1 / 1.5)),
    zoomText,
    button('+', 'Zoom in', () => zoomBy(1.5)),
    button('Fit', 'Fit the picture into the view', fit),
    button('1:1', '1:1, one pixel of the picture is one of the screen', actual),
  );
  const element = el('div', { class: 'stage' }, viewport, bar);

  // Pointers: one moves the edge where it is near, and the picture elsewhere; two zoom.
  const pointers = new Map<number, { x: number; y: number }>();
  let draggingEdge = false;
  const edgeAt = (clientX: number): number => {
    const box = viewport.getBoundingClientRect();
    return Math.min(100, Math.max(0, (100 * (clientX - box.left)) / box.width));
  };
  viewport.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    viewport.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const box = viewport.getBoundingClientRect();
    const near = Math.abs(event.clientX - box.left - (Number(edge.value) / 100) * box.width) < 28;
    draggingEdge = view === 'slider' && pointers.size === 1 && (near || fitted);
    if (draggingEdge) {
      edge.value = String(edgeAt(event.clientX));
      show();
    }
    viewport.focus({ preventScroll: true });
    event.preventDefault();
  });
  viewport.addEventListener('pointermove', (event) => {
    const was = pointers.get(event.pointerId);
    if (!was) return;
    const now = { x: event.clientX, y: event.clientY };
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1] ?? was;
      const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(was.x - other.x, was.y - other.y);
      const box = paneBox();
      const middle = { x: (now.x + other.x) / 2 - box.left, y: (now.y + other.y) / 2 - box.top };
      if (Number.isFinite(spread)) zoomBy(spread, { x: middle.x - box.width / 2, y: middle.y - box.height / 2 });
    } else if (draggingEdge) {
      edge.value = String(edgeAt(now.x));
      show();
    } else {
      moveBy(now.x - was.x, now.y - was.y);
    }
    pointers.set(event.pointerId, now);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    viewport.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  viewport.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const box = ((event.target as Element).closest('.pane') ?? panes[0]?.element ?? viewport).getBoundingClientRect();
      const point = { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
      zoomBy(Math.exp(-event.deltaY / 400), point);
    },
    { passive: false },
  );
  const keys: Record<string, () => void> = {
    '+': () => zoomBy(1.5),
    '=': () => zoomBy(1.5),
    '-': () => zoomBy(1 / 1.5),
    '0': fit,
    '1': actual,
    ArrowLeft: () => moveBy(60, 0),
    ArrowRight: () => moveBy(-60, 0),
    ArrowUp: () => moveBy(0, 60),
    ArrowDown: () => moveBy(0, -60),
  };
  viewport.tabIndex = 0;
  viewport.setAttribute('role', 'group');
  viewport.setAttribute('aria-label', 'The pictures. Plus and minus zoom, 0 fits, 1 shows single pixels, arrows move.');
  viewport.addEventListener('keydown', (event) => {
    if (event.target !== viewport || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  edge.addEventListener('input', show);
  new ResizeObserver(show).observe(viewport);

  const put = (canvas: HTMLCanvasElement, pixels: Uint8Array): void => {
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), size.width, size.height);
    // In the processor's memory, where the pixels come from: a graphics card has nothing to draw here.
    canvas.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
  };
  return {
    element,
    setPicture(of) {
      size = of;
      fitted = true;
      panes = [];
      panesElement.replaceChildren();
    },
    setPanes(wanted) {
      while (panes.length > wanted.length) panes.pop()?.element.remove();
      wanted.forEach(({ tag, text }, i) => {
        let pane = panes[i];
        if (!pane) {
          const canvas = el('canvas', { width: size.width, height: size.height, role: 'img' });
          const over = el('canvas', { width: 1, height: 1, class: 'over', hidden: true });
          pane = { canvas, over, tag: el('span', { class: 'tag left', 'aria-hidden': 'true' }), element: el('div') };
          pane.element.className = 'pane';
          pane.element.append(canvas, over, pane.tag);
          panesElement.append(pane.element);
          panes.push(pane);
        }
        pane.tag.textContent = tag;
        pane.canvas.setAttribute('aria-label', text);
      });
      show();
    },
    setView(wanted, at) {
      view = wanted;
      active = at + 1;
      show();
    },
    draw: (pane, pixels) => panes[pane] && put(panes[pane].canvas, pixels),
    cover(pane, pixels) {
      const { over } = panes[pane] ?? {};
      if (!over) return;
      over.hidden = pixels === null;
      // Memory only while it is seen.
      over.width = pixels ? size.width : 1;
      over.height = pixels ? size.height : 1;
      if (pixels) put(over, pixels);
    },
    canvas: (pane) => panes[pane]?.canvas,
  };
}
