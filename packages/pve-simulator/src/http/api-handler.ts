/**
 * One call of the API from its request line to its answer, in PVE's order: the verb, who calls, the body, the route,
 * the permission, the node that it is for, the parameters, and only then what it does.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Principal } from '../cluster/access-control.ts';
import { ApiError, bodylessError, dieError, permissionError } from './api-error.ts';
import { authenticate } from './authentication.ts';
import { checkParameters } from './parameter-schema.ts';
import { assertPermission } from './permission-check.ts';
import { readParameters } from './request-body.ts';
import { decodeForm } from './request-parameters.ts';
import type { Answer, Route, Services } from './route.ts';
import type { Router } from './router.ts';
import { errorAnswer, successAnswer, type WireAnswer } from './wire-answer.ts';

/** Who calls without saying so, where PVE allows it. */
const nobody: Principal = { authId: '', userId: '', isToken: false };

function assertTokenAllowed(route: Route, principal: Principal): void {
  if (route.allowToken !== false || !principal.isToken) return;
  throw permissionError(`URI '${route.path}' not available with API token, need proper ticket.\n`);
}

const verbs = new Set(['GET', 'POST', 'PUT', 'DELETE']);

export interface HandledCall {
  readonly answer: WireAnswer;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export class ApiHandler {
  readonly #services: Services;
  readonly #router: Router;

  constructor(services: Services, router: Router) {
    this.#services = services;
    this.#router = router;
  }

  /** `path` is relative to `/api2/json`. */
  async handle(request: IncomingMessage, path: string, query: string): Promise<HandledCall> {
    const parameters = new Map<string, unknown>();
    try {
      const data = await this.#call(request, path, query, parameters);
      return { answer: successAnswer(data), parameters: Object.fromEntries(parameters) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return {
        answer: errorAnswer(error, this.#services.cluster.errorsHaveMessage),
        parameters: Object.fromEntries(parameters),
      };
    }
  }

  async #call(request: IncomingMessage, path: string, query: string, seen: Map<string, unknown>): Promise<Answer> {
    const method = request.method ?? 'GET';
    if (!verbs.has(method)) throw bodylessError(501, `method '${method}' not available`);
    const { access, cluster, daemon, nodeDaemons } = this.#services;
    const failureDelayMs = cluster.timing.authFailureDelayMs;
    const found = this.#router.look(method, path);
    const principal =
      found?.route.permission.kind === 'world' ? nobody : await authenticate(request, { access, failureDelayMs });
    for (const [name, value] of decodeForm(query)) seen.set(name, value);
    for (const [name, value] of await readParameters(request)) seen.set(name, value);
    const { route, pathParameters } = found ?? this.#router.find(method, path);
    assertTokenAllowed(route, principal);
    const raw = new Map<string, unknown>([...seen, ...pathParameters]);
    assertPermission(route.permission, { access, principal, parameters: raw });
    const node = route.path.startsWith('/nodes/{node}') ? pathParameters.get('node') : undefined;
    if (node !== undefined) await this.#reachNode(node);
    const carryOut = async () => {
      const checked = checkParameters(raw, route.parameters);
      return await route.handle({ ...this.#services, principal, parameters: checked });
    };
    const patienceMs = cluster.timing.proxyTimeoutMs;
    const onNode = route.protected === true ? () => daemon.carryOut(carryOut, patienceMs) : carryOut;
    return await (node === undefined ? onNode() : nodeDaemons.of(node).carryOut(onNode, patienceMs));
  }

  /** Calls for a node go to that node, and fail in two different ways where there is none or none that answers. */
  async #reachNode(node: string): Promise<void> {
    const { cluster } = this.#services;
    const patience = cluster.timing.offlineNodeDelayMs;
    if (cluster.node(node) === undefined && cluster.seed.hosts?.includes(node) !== true) {
      await delay(patience * 2, undefined, { ref: false });
      const cause = `failed to get address info for: ${node}: Temporary failure in name resolution`;
      throw dieError(`hostname lookup '${node}' failed - ${cause}`);
    }
    if (cluster.node(node) !== undefined && cluster.isOnline(node)) return;
    await delay(patience, undefined, { ref: false });
    throw bodylessError(595, 'No route to host');
  }
}
