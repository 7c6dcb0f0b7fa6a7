/** Asks a running Node process which functions ran: V8's precise coverage, over the inspector that SIGUSR1 opens. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const functionSchema = z.object({
  functionName: z.string(),
  ranges: z.array(z.object({ startOffset: z.int(), endOffset: z.int(), count: z.int() })).min(1),
});
const coverageSchema = z.object({ result: z.array(z.object({ url: z.string(), functions: z.array(functionSchema) })) });
const answerSchema = z.object({
  id: z.int().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

/** A function of a script, by where it begins there, and how often it ran since it was last asked. */
export interface Run {
  readonly script: string;
  readonly offset: number;
  readonly count: number;
}

export interface InspectedProcess {
  /** Everything that ran since the call before; the first one begins the counting. */
  takeRuns(): Promise<readonly Run[]>;
  close(): void;
}

const LISTENS = /Debugger listening on (ws:\S+)/;
const DEADLINE_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** The process must have been started with `--inspect-port=0`, with its standard error in the file. */
async function openInspector(pid: number, logFile: string): Promise<string> {
  process.kill(pid, 'SIGUSR1');
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await pause(LOOK_AGAIN_MS)) {
    const url = LISTENS.exec(await readFile(logFile, 'utf8'))?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`Process ${pid} did not open its inspector (${logFile}).`);
}

export async function inspectProcess(pid: number, logFile: string): Promise<InspectedProcess> {
  const socket = new WebSocket(await openInspector(pid, logFile));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error(`The inspector of ${pid} let nobody in.`)), { once: true });
  });
  let last = 0;
  const ask = (method: string, params: object = {}): Promise<unknown> => {
    last += 1;
    const id = last;
    const answered = new Promise<unknown>((resolve, reject) => {
      const listen = ({ data }: MessageEvent) => {
        const answer = answerSchema.parse(JSON.parse(String(data)));
        if (answer.id !== id) return;
        socket.removeEventListener('message', listen);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(`${method}: ${answer.error.message}`));
      };
      socket.addEventListener('message', listen);
    });
    socket.send(JSON.stringify({ id, method, params }));
    return answered;
  };
  await ask('Profiler.enable');
  await ask('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  return {
    async takeRuns() {
      const { result } = coverageSchema.parse(await ask('Profiler.takePreciseCoverage'));
      return result.flatMap(({ url, functions }) =>
        functions
          .map(({ ranges: [range] }) => ({ script: url, offset: range?.startOffset ?? 0, count: range?.count ?? 0 }))
          // At the beginning of a script is the script itself: loading a module is no call of what is in it.
          .filter(({ offset, count }) => offset > 0 && count > 0),
      );
    },
    close: () => socket.close(),
  };
}
