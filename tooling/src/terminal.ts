/** Questions to the person at the terminal. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface Terminal extends Disposable {
  ask(question: string): Promise<string>;
  /** What is typed is not shown. */
  askHidden(question: string): Promise<string>;
}

type Streams = { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream };

/** Ctrl-C rejects the question that is open. */
export function openTerminal({ input, output }: Streams): Terminal {
  let isHidden = false;
  const shown = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isHidden) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: shown, terminal: true, historySize: 0 });
  const interrupted = new AbortController();
  lines.on('SIGINT', () => interrupted.abort());
  lines.on('close', () => interrupted.abort());
  const ask = (question: string) => lines.question(question, { signal: interrupted.signal });
  return {
    ask,
    async askHidden(question) {
      output.write(question);
      isHidden = true;
      try {
        return await ask('');
      } finally {
        isHidden = false;
        output.write('\n');
      }
    },
    [Symbol.dispose]: () => lines.close(),
  };
}
