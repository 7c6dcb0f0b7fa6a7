/** An integrator: the REST facade with the demo API token, whose owner is the support person of the voice team. */
import { z } from 'zod';
import { portal } from './facts.ts';

interface Call {
  readonly origin?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string | null;
  readonly idempotencyKey?: string | undefined;
}

interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export async function rest(path: string, call: Call = {}): Promise<RestAnswer> {
  const { origin = portal.portalUrl, method = 'GET', body, token = portal.apiToken, idempotencyKey } = call;
  const response = await fetch(new URL(path, origin), {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const deployment = z.object({ id: z.string(), name: z.string(), status: z.string() });

interface Wanted {
  readonly name: string;
  readonly templateId?: string;
  readonly memoryMiB?: number;
  readonly origin?: string;
  readonly idempotencyKey?: string;
}

export async function createByRest({ origin = portal.portalUrl, idempotencyKey, ...wanted }: Wanted) {
  const request = { origin, idempotencyKey, method: 'POST', body: { templateId: 'debian-13', ...wanted } };
  const { status, body } = await rest('/api/deployments', request);
  if (status !== 202) throw new Error(`POST /api/deployments: ${status} ${JSON.stringify(body)}`);
  return deployment.parse(body);
}

export async function deleteByRest(id: string, origin = portal.portalUrl): Promise<void> {
  const { status, body } = await rest(`/api/deployments/${id}`, { origin, method: 'DELETE' });
  if (status !== 202) throw new Error(`DELETE /api/deployments/${id}: ${status} ${JSON.stringify(body)}`);
}

const page = z.object({ items: z.array(deployment) });

/** Those of the token's owner that are there and stay, newest first. */
export const ownDeployments = async () =>
  page
    .parse((await rest('/api/deployments?owner=me&limit=100')).body)
    .items.filter(({ status }) => status !== 'deleting');
