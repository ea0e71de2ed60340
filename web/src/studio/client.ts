// The engine as the page sees it: questions that are answered later.
import EngineWorker from './worker?worker&inline';
import { Refusal, type Answer, type CallName, type Calls, type Question, type Reply } from './protocol';

export class Client {
  private readonly worker: Worker = new EngineWorker();
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private latest = 0;
  private failure = '';

  constructor(module: WebAssembly.Module) {
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.waiting.get(data.number)?.(data);
      this.waiting.delete(data.number);
    };
    // A worker that cannot run at all answers nothing, then or later.
    this.worker.onerror = ({ message }) => {
      this.failure = message || 'the browser did not start the engine';
      const said = { error: { code: 'internal', message: this.failure } };
      for (const [number, answer] of this.waiting) answer({ number, said, blocks: [] });
      this.waiting.clear();
    };
    this.worker.postMessage(module);
  }

  /** Asks; rejects with a Refusal. Questions are answered one after the other. */
  ask<Name extends CallName>(name: Name, asks: Calls[Name][0], bytes?: Uint8Array): Promise<Answer<Name>> {
    if (this.failure) return Promise.reject(new Refusal(this.failure, 'internal'));
    this.latest += 1;
    const question: Question = { number: this.latest, name, asks, ...(bytes ? { bytes } : {}) };
    return new Promise((resolve, reject) => {
      this.waiting.set(question.number, ({ said, blocks }) => {
        const { error } = said as { error?: { code: string; message: string } };
        if (error) reject(new Refusal(error.message, error.code));
        else resolve({ said: said as Calls[Name][1], blocks });
      });
      this.worker.postMessage(question);
    });
  }
}
