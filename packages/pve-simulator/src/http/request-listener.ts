/** Sorts requests between the API, with its faults and its log, and the control. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessControl } from '../cluster/access-control.ts';
import { runCommand } from '../control/control-endpoint.ts';
import type { HttpFaults } from '../control/http-faults.ts';
import type { RequestLog } from '../control/request-log.ts';
import type { SimulatorControl } from '../control/simulator-control.ts';
import { bodylessError } from './api-error.ts';
import type { ApiHandler } from './api-handler.ts';
import { authenticate } from './authentication.ts';
import { answerWithFault, replacesAnswer } from './fault-answers.ts';
import { errorAnswer, type WireAnswer, writeAnswer } from './wire-answer.ts';

export interface ListenerParts {
  readonly api: ApiHandler;
  readonly access: AccessControl;
  readonly control: SimulatorControl;
  readonly httpFaults: HttpFaults;
  readonly requestLog: RequestLog;
  readonly log: (line: string) => void;
}

const apiPrefix = '/api2/json';
const controlPrefix = '/simulator/';

export class RequestListener {
  readonly #parts: ListenerParts;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  readonly listen = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      this.#parts.log(`${request.method ?? ''} ${request.url ?? ''}: ${error instanceof Error ? error.stack : error}`);
      response.socket?.destroy();
    });
  };

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
    if (path.startsWith(controlPrefix)) await this.#serveControl(request, response, path.slice(controlPrefix.length));
    else if (path === apiPrefix || path.startsWith(`${apiPrefix}/`))
      await this.#serveApi(request, response, path, query);
    else writeAnswer(response, errorAnswer(bodylessError(501, `the simulator has no page '${path}'`)));
    request.resume();
  }

  async #serveApi(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    const method = request.method ?? 'GET';
    const at = Date.now();
    const fault = this.#parts.httpFaults.take(method, path);
    const record = (status: number, parameters: Readonly<Record<string, unknown>>) =>
      this.#parts.requestLog.add({ method, path, parameters: { ...parameters }, status, at });
    if (fault !== null && fault.when === 'before' && replacesAnswer(fault.action)) {
      record(await answerWithFault(response, fault.action, null), {});
      return;
    }
    if (fault?.action.kind === 'delay' && fault.when === 'before') await delay(fault.action.ms);
    const { answer, parameters } = await this.#parts.api.handle(request, path.slice(apiPrefix.length), query);
    if (fault?.action.kind === 'delay' && fault.when === 'after') await delay(fault.action.ms);
    record(fault === null ? answer.status : faultedStatus(fault.action.kind, answer), parameters);
    if (fault === null) writeAnswer(response, answer);
    else await answerWithFault(response, fault.action, answer);
  }

  async #serveControl(request: IncomingMessage, response: ServerResponse, command: string): Promise<void> {
    const options = { access: this.#parts.access, failureDelayMs: 0 };
    const principal = await authenticate(request.headers.authorization, options).catch(() => null);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString('utf8');
    const { status, body } =
      principal === null
        ? { status: 401, body: JSON.stringify({ error: 'the control takes the API token of the cluster' }) }
        : await runCommand(this.#parts.control, command, text);
    writeAnswer(response, {
      status,
      reason: status === 200 ? 'OK' : 'Refused',
      contentType: 'application/json',
      body,
      close: false,
    });
  }
}

function faultedStatus(kind: string, answer: WireAnswer): number {
  return kind === 'reset' || kind === 'hang' ? 0 : answer.status;
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
