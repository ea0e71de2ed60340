// The engine on a thread of its own, so that the page stays quick. The first message is the module itself.
import { startEngine, type Engine } from './engine';
import type { Question, Reply } from './protocol';

let engine: Promise<Engine> | undefined;

async function answer({ number, name, asks, bytes }: Question): Promise<void> {
  let reply: Reply;
  try {
    if (!engine) throw new Error('the engine has not been started');
    reply = { number, ...(await engine).answer({ do: name, ...asks }, bytes ?? new Uint8Array()) };
  } catch (problem) {
    // A trap or the end of memory: what the module holds can no longer be trusted.
    const message = problem instanceof Error ? problem.message : String(problem);
    reply = { number, said: { error: { code: 'internal', message } }, blocks: [] };
  }
  postMessage(reply, { transfer: reply.blocks.map((block) => block.buffer as ArrayBuffer) });
}

onmessage = (event: MessageEvent<Question | WebAssembly.Module>): void => {
  if (event.data instanceof WebAssembly.Module) engine = startEngine(event.data);
  else void answer(event.data);
};
