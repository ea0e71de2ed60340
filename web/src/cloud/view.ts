// Both clouds, before and after, side by side under one camera: what turns one turns the other.
import { PerspectiveCamera, Scene, Vector3, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { CloudData, Entry } from '../data';
import { el, prefersLessMotion, whenMedia } from '../dom';
import { frame } from './frame';
import { axesOf, distanceOf, type Axes } from './geometry';
import { pointCloud } from './points';
import { spheres } from './spheres';

const home = new Vector3(1.05, 0.6, 1.35).normalize(); // where the eye is at first
const least = 0.4; // distances of the camera
const most = 6;
const switchSeconds = 0.7;
const radiansPerSecond = 0.35;
const key = { turn: Math.PI / 36, zoom: 1.15 };

export interface CloudView {
  element: HTMLElement;
  /** Shows other points and centers, from where one looks now. */
  setData(data: CloudData, beforeText: string, afterText: string): void;
  /** Shows other centers among the same points. */
  setCenters(centers: Entry[]): void;
  setAxes(axes: Axes): void;
  setSpinning(on: boolean): void;
  reset(): void;
}

export interface CloudViewOptions {
  beforeText: string;
  afterText: string;
  wheelZooms: boolean; // false where the page around it scrolls
}

/** Throws if the browser cannot draw in 3-D. */
export function cloudView(data: CloudData, options: CloudViewOptions): CloudView {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  const halves = [
    { text: options.beforeText, tag: 'Before' },
    { text: options.afterText, tag: 'After' },
  ].map(({ text, tag }) => {
    const names = axesOf.rgb.map(() => el('span', { class: 'axis', 'aria-hidden': 'true' }));
    const says = el('span', {}, text);
    const caption = el('p', { class: 'caption' }, el('b', {}, tag), ' ', says);
    const view = el('div', { class: 'view' }, ...names);
    return { element: el('div', { class: 'half' }, caption, view), view, names, says };
  });
  const element = el(
    'div',
    {
      class: 'cloud',
      role: 'application',
      tabindex: 0,
      'aria-roledescription': '3-D view',
      'aria-label': `Point clouds before (${options.beforeText}) and after (${options.afterText}). Arrow keys turn them, plus and minus zoom, Home shows them as at first.`,
    },
    canvas,
    ...halves.map((half) => half.element),
  );

  let points = pointCloud(data);
  let balls = spheres(data.centers);
  const box = frame();
  const before = new Scene();
  before.add(points.before);
  const after = new Scene();
  after.add(points.after, balls.object);

  const camera = new PerspectiveCamera(35, 1, 0.05, 20);
  const controls = new OrbitControls(camera, element);
  controls.enablePan = false;
  controls.enableZoom = options.wheelZooms;
  controls.minDistance = least;
  controls.maxDistance = most;
  if (!options.wheelZooms) element.style.touchAction = 'pan-y'; // a finger that moves down scrolls the page

  let axes: Axes = data.axes;
  let rgbShare = axes === 'rgb' ? 1 : 0;
  let spinning = false;
  let asked = 0; // of the browser: the next frame, 0 if none
  let last = 0;

  const place = new Vector3();
  const nameAxes = (width: number, height: number): void => {
    axesOf[axes].forEach(({ name, to }, i) => {
      place
        .set(...to)
        .multiplyScalar(1.07)
        .project(camera);
      for (const half of halves) {
        const label = half.names[i];
        if (!label) continue;
        label.textContent = name;
        const x = (0.5 + place.x / 2) * width;
        const y = (0.5 - place.y / 2) * height;
        label.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`;
      }
    });
  };

  const draw = (): void => {
    const around = element.getBoundingClientRect();
    if (around.width === 0) return;
    const ratio = Math.min(window.devicePixelRatio, 2);
    renderer.setPixelRatio(ratio);
    renderer.setSize(around.width, around.height, false);
    renderer.setScissorTest(true);
    halves.forEach((half, i) => {
      const inner = half.view.getBoundingClientRect();
      const left = inner.left - around.left;
      const bottom = around.bottom - inner.bottom;
      renderer.setViewport(left, bottom, inner.width, inner.height);
      renderer.setScissor(left, bottom, inner.width, inner.height);
      camera.aspect = inner.width / inner.height;
      // The cube fits the shorter side.
      camera.fov =
        camera.aspect >= 1 ? 35 : (360 / Math.PI) * Math.atan(Math.tan((35 * Math.PI) / 360) / camera.aspect);
      camera.updateProjectionMatrix();
      points.setPointSize((0.0034 * ratio * inner.height) / Math.tan((camera.fov * Math.PI) / 360));
      const scene = i === 0 ? before : after;
      scene.add(box.object);
      renderer.render(scene, camera);
      if (i === 0) nameAxes(inner.width, inner.height);
    });
  };

  const turn = (sideways: number, up: number): void => {
    const offset = camera.position.clone();
    const distance = offset.length();
    const around = Math.atan2(offset.x, offset.z) + sideways;
    const height = Math.min(Math.PI / 2 - 0.01, Math.max(0.01 - Math.PI / 2, Math.asin(offset.y / distance) + up));
    camera.position.set(
      distance * Math.cos(height) * Math.sin(around),
      distance * Math.sin(height),
      distance * Math.cos(height) * Math.cos(around),
    );
    camera.lookAt(0, 0, 0);
  };
  const zoom = (factor: number): void => {
    camera.position.setLength(Math.min(most, Math.max(least, camera.position.length() * factor)));
  };

  const step = (now: number): void => {
    asked = 0;
    const seconds = Math.min(0.1, (now - last) / 1000);
    last = now;
    const goal = axes === 'rgb' ? 1 : 0;
    if (rgbShare !== goal) {
      const way = prefersLessMotion() ? 1 : seconds / switchSeconds;
      const was = rgbShare;
      rgbShare = goal > rgbShare ? Math.min(goal, rgbShare + way) : Math.max(goal, rgbShare - way);
      zoom((distanceOf.rgb / distanceOf.oklab) ** (rgbShare - was));
      controls.update();
      const eased = rgbShare * rgbShare * (3 - 2 * rgbShare);
      points.setRgbShare(eased);
      balls.setRgbShare(eased);
    }
    if (spinning) {
      turn(radiansPerSecond * seconds, 0);
      controls.update();
    }
    draw();
    if (spinning || rgbShare !== goal) ask();
  };
  const ask = (): void => {
    if (asked) return;
    if (!spinning && rgbShare === (axes === 'rgb' ? 1 : 0)) last = performance.now();
    asked = requestAnimationFrame(step);
  };

  controls.addEventListener('change', ask);
  new ResizeObserver(ask).observe(element);
  whenMedia('(prefers-color-scheme: dark)', () => {
    box.setColor(getComputedStyle(document.documentElement).getPropertyValue('--line-strong').trim() || '#888');
    ask();
  });

  const reset = (): void => {
    camera.position.copy(home).multiplyScalar(distanceOf[axes]);
    camera.lookAt(0, 0, 0);
    controls.update();
    ask();
  };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => turn(-key.turn, 0),
    ArrowRight: () => turn(key.turn, 0),
    ArrowUp: () => turn(0, key.turn),
    ArrowDown: () => turn(0, -key.turn),
    '+': () => zoom(1 / key.zoom),
    '=': () => zoom(1 / key.zoom),
    '-': () => zoom(key.zoom),
    Home: reset,
  };
  element.addEventListener('keydown', (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    controls.update();
    ask();
  });
  // Safari focuses nothing by a click; keys should follow the pointer.
  element.addEventListener('pointerdown', () => element.focus({ preventScroll: true }));

  const placeAll = (): void => {
    const eased = rgbShare * rgbShare * (3 - 2 * rgbShare);
    points.setRgbShare(eased);
    balls.setRgbShare(eased);
    ask();
  };
  const setCenters = (centers: Entry[]): void => {
    after.remove(balls.object);
    balls.dispose();
    balls = spheres(centers);
    after.add(balls.object);
    placeAll();
  };

  box.setAxes(axes);
  points.setRgbShare(rgbShare);
  balls.setRgbShare(rgbShare);
  reset();
  return {
    element,
    reset,
    setData(wanted, beforeText, afterText) {
      before.remove(points.before);
      after.remove(points.after);
      points.dispose();
      points = pointCloud(wanted);
      before.add(points.before);
      after.add(points.after);
      [beforeText, afterText].forEach((text, i) => halves[i] && (halves[i].says.textContent = text));
      setCenters(wanted.centers);
    },
    setCenters,
    setAxes(wanted) {
      axes = wanted;
      box.setAxes(wanted);
      last = performance.now();
      ask();
    },
    setSpinning(on) {
      spinning = on;
      last = performance.now();
      ask();
    },
  };
}
