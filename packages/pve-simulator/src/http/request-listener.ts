/** Sorts requests between the API, with its faults and its log, and the control. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessControl } from '../cluster/access-control.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { SimulatorControl } from '../control/control-commands.ts';
import { runCommand } from '../control/control-endpoint.ts';
import type { Fault } from '../control/control-schema.ts';
import type { HttpFaults } from '../control/http-faults.ts';
import type { RequestLog } from '../control/request-log.ts';
import { bodylessError } from './api-error.ts';
import type { ApiHandler } from './api-handler.ts';
import { authenticate } from './authentication.ts';
import { answerWithFault, type FaultedCall, replacesAnswer } from './fault-answers.ts';
import type { Port } from './port.ts';
import { errorAnswer, type WireAnswer, writeAnswer } from './wire-answer.ts';

export interface ListenerParts {
  readonly api: ApiHandler;
  readonly access: AccessControl;
  readonly cluster: Cluster;
  readonly control: SimulatorControl;
  readonly httpFaults: HttpFaults;
  readonly requestLog: RequestLog;
  readonly port: Port;
  readonly log: (line: string) => void;
}

const apiPrefix = '/api2/json';
const controlPrefix = '/simulator/';

interface ApiRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: string;
}

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
      await this.#serveApi({ request, response, path, query });
    else writeAnswer(response, errorAnswer(bodylessError(501, `the simulator has no page '${path}'`), false));
    request.resume();
  }

  async #serveApi(call: ApiRequest): Promise<void> {
    const { request, response, path } = call;
    const method = request.method ?? 'GET';
    const { cluster } = this.#parts;
    if (cluster.clockSkewMs.size > 0) response.setHeader('Date', clockOf(cluster));
    const fault = this.#parts.httpFaults.take(method, path);
    if (fault !== null) {
      await this.#serveFaulted(call, fault);
      return;
    }
    const at = Date.now();
    const { answer, parameters } = await this.#answer(call);
    this.#parts.requestLog.add({ method, path, parameters, status: answer.status, at });
    writeAnswer(response, answer);
  }

  async #serveFaulted(call: ApiRequest, { action, when }: Fault): Promise<void> {
    const { request, response, path } = call;
    const method = request.method ?? 'GET';
    const at = Date.now();
    const { cluster, requestLog } = this.#parts;
    const log = (status: number, parameters: Readonly<Record<string, unknown>>) =>
      requestLog.add({ method, path, parameters, status, at });
    const relative = path.slice(apiPrefix.length);
    const faulted = (answer: WireAnswer | null): FaultedCall => ({
      method,
      path: relative,
      errorsHaveMessage: cluster.errorsHaveMessage,
      answer,
    });
    if (action.kind === 'refuse' && action.as === 'authentication') await delay(cluster.timing.authFailureDelayMs);
    if (when === 'before' && replacesAnswer(action)) {
      log(await answerWithFault(response, action, faulted(null)), {});
      return;
    }
    if (action.kind === 'delay' && when === 'before') await delay(action.ms);
    const { answer, parameters } = await this.#answer(call);
    if (action.kind === 'delay' && when === 'after') await delay(action.ms);
    log(['reset', 'hang'].includes(action.kind) ? 0 : answer.status, parameters);
    await answerWithFault(response, action, faulted(answer));
  }

  #answer({ request, path, query }: ApiRequest): ReturnType<ApiHandler['handle']> {
    return this.#parts.api.handle(request, path.slice(apiPrefix.length), query);
  }

  async #serveControl(request: IncomingMessage, response: ServerResponse, command: string): Promise<void> {
    // Its own connection outlives an outage that the command orders, for as long as the answer takes.
    this.#parts.port.spare(request.socket);
    const options = { access: this.#parts.access, failureDelayMs: 0 };
    const principal = await authenticate(request, options).catch(() => null);
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
      close: !this.#parts.port.isOpen,
    });
  }
}

/** By the clock of the node that answers. */
function clockOf(cluster: Cluster): string {
  return new Date(cluster.nowAt(cluster.localNode)).toUTCString();
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
