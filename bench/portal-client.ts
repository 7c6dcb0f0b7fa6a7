/** The REST facade of apps/api, as an integrator uses it. */
import { type CreateDeployment, type Deployment, deploymentPageSchema, deploymentSchema } from '@portal/types';
import { Pool } from 'undici';
import type { z } from 'zod';

const CONNECTIONS = 200;
/** Creates that are made at once wait for one another: the quota is checked under a lock. */
const ANSWER_DEADLINE_MS = 120_000;

export class PortalClient {
  readonly #pool: Pool;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(origin: string, token: string) {
    const deadlines = { headersTimeout: ANSWER_DEADLINE_MS, bodyTimeout: ANSWER_DEADLINE_MS };
    this.#pool = new Pool(origin, { connections: CONNECTIONS, ...deadlines });
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  create(input: CreateDeployment): Promise<Deployment> {
    return this.#call('POST', '/api/deployments', deploymentSchema, input);
  }

  deployment(id: string): Promise<Deployment> {
    return this.#call('GET', `/api/deployments/${id}`, deploymentSchema);
  }

  /** Every deployment but the deleted ones. */
  async deployments(): Promise<readonly Deployment[]> {
    const found: Deployment[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await this.#call('GET', `/api/deployments?limit=100${after}`, deploymentPageSchema);
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #call<Result>(
    method: 'GET' | 'POST',
    path: string,
    answer: z.ZodType<Result>,
    input?: unknown,
  ): Promise<Result> {
    const body = input === undefined ? null : JSON.stringify(input);
    const response = await this.#pool.request({ method, path, headers: { ...this.#headers }, body });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${method} ${path} answered ${response.statusCode}: ${text}`);
    return answer.parse(JSON.parse(text));
  }
}
