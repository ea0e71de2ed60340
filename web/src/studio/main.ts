import '../style.css';
import './studio.css';
import { bytesOfBase64 } from '../data';
import { el } from '../dom';
import { app, type Source } from './app';
import { Client } from './client';

const textOf = (id: string): string => document.getElementById(id)?.textContent?.trim() ?? '';

/** What the build has put into the page, compressed: the engine. */
function engineModule(): Promise<WebAssembly.Module> {
  const packed = bytesOfBase64(textOf('kvant-engine'));
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } }));
}

/** The pictures that `kvant studio` has put into the page. */
function given(): Source[] {
  const pictures: unknown = JSON.parse(textOf('kvant-pictures') || '[]');
  if (!Array.isArray(pictures)) return [];
  return (pictures as { name: string; data: string }[]).map(({ name, data }) => ({ name, bytes: bytesOfBase64(data) }));
}

async function start(): Promise<void> {
  const module = await engineModule();
  const exact = new Client(module);
  const live = new Client(module);
  let writer: Client | undefined;
  const { said: about } = await exact.ask('about', {});
  const cat = textOf('kvant-demo');
  const demo = cat ? { name: 'chelsea.png', bytes: bytesOfBase64(cat) } : null;
  const studio = app({ exact, live, writer: () => (writer ??= new Client(module)), about }, demo);
  document.getElementById('page')?.replaceChildren(studio.element);
  const pictures = given();
  if (pictures.length > 0) studio.open(pictures);
  else if (demo && new URLSearchParams(location.search).has('demo')) studio.open([demo]);
}

start().catch((problem: unknown) => {
  const message = problem instanceof Error ? problem.message : String(problem);
  document
    .getElementById('page')
    ?.replaceChildren(el('p', { class: 'notice', role: 'alert' }, `Studio cannot start in this browser: ${message}`));
});
