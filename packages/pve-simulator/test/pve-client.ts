/** A small client of the wire for the contract tests: it shows what PVE shows, reason phrase included. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  type AclEntry,
  type ClusterSeed,
  demoCluster,
  fastTiming,
  type Simulator,
  type StartSimulatorOptions,
  startSimulator,
} from '../src/index.ts';

export const testSecret = '0b1d6f3e-simulated';

export const demoSeed: ClusterSeed = demoCluster({ tokenSecret: testSecret });

/** The demo, with more rights in its pool than the portal has. */
export function demoGranting(...privileges: string[]): ClusterSeed {
  const more = { path: '/pool/support-portal', privileges };
  const withMore = <Holder extends { readonly acl: readonly AclEntry[] }>(holder: Holder): Holder => ({
    ...holder,
    acl: [...holder.acl, more],
  });
  return { ...demoSeed, users: demoSeed.users?.map(withMore) ?? [], tokens: demoSeed.tokens.map(withMore) };
}

export function startTestSimulator(options: Partial<StartSimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({ cluster: demoSeed, ...options, timing: { ...fastTiming, ...options.timing } });
}

const envelopeSchema = z.object({
  data: z.unknown(),
  message: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
  total: z.number().optional(),
});

export interface WireResult {
  readonly status: number;
  readonly reason: string;
  readonly contentType: string | null;
  readonly connection: string | null;
  readonly text: string;
  readonly data: unknown;
  readonly message: string | undefined;
  readonly errors: Readonly<Record<string, string>> | undefined;
  readonly total: number | undefined;
}

export type Body = Readonly<Record<string, string>> | string | { readonly json: unknown };

function encodeBody(body: Body): { body: string; contentType: string } {
  if (typeof body === 'string') return { body, contentType: 'application/x-www-form-urlencoded' };
  if ('json' in body && typeof body.json !== 'string') {
    return { body: JSON.stringify(body.json), contentType: 'application/json' };
  }
  const pairs = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  return { body: new URLSearchParams(pairs).toString(), contentType: 'application/x-www-form-urlencoded' };
}

/** How a caller shows who it is. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'header'; readonly authorization: string }
  | { readonly kind: 'ticket'; readonly ticket: string; readonly csrf: string | null };

function headersOf(credentials: Credentials): Readonly<Record<string, string>> {
  if (credentials.kind === 'none') return {};
  if (credentials.kind === 'header') return { authorization: credentials.authorization };
  const cookie = `PVEAuthCookie=${encodeURIComponent(credentials.ticket)}`;
  return { cookie, ...(credentials.csrf === null ? {} : { CSRFPreventionToken: credentials.csrf }) };
}

const portalToken = `PVEAPIToken=portal@pve!portal=${testSecret}`;

export class PveClient {
  readonly #url: string;
  readonly #credentials: Credentials;

  constructor(url: string, credentials: Credentials | string | null = portalToken) {
    this.#url = url;
    if (credentials === null) this.#credentials = { kind: 'none' };
    else if (typeof credentials === 'string') this.#credentials = { kind: 'header', authorization: credentials };
    else this.#credentials = credentials;
  }

  async call(method: string, path: string, body?: Body, contentType?: string): Promise<WireResult> {
    const encoded = body === undefined ? null : encodeBody(body);
    const response = await fetch(`${this.#url}/api2/json${path}`, {
      method,
      headers: {
        ...headersOf(this.#credentials),
        ...(encoded === null ? {} : { 'content-type': contentType ?? encoded.contentType }),
      },
      ...(encoded === null ? {} : { body: encoded.body }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') === true;
    const envelope = json ? envelopeSchema.parse(JSON.parse(text)) : undefined;
    return {
      status: response.status,
      reason: Buffer.from(response.statusText, 'latin1').toString('utf8'),
      contentType: response.headers.get('content-type'),
      connection: response.headers.get('connection'),
      text,
      data: envelope?.data,
      message: envelope?.message,
      errors: envelope?.errors,
      total: envelope?.total,
    };
  }

  get(path: string): Promise<WireResult> {
    return this.call('GET', path);
  }

  post(path: string, body?: Body): Promise<WireResult> {
    return this.call('POST', path, body);
  }

  put(path: string, body?: Body): Promise<WireResult> {
    return this.call('PUT', path, body);
  }

  delete(path: string): Promise<WireResult> {
    return this.call('DELETE', path);
  }

  /** Follows a task to its end. */
  async exitOf(started: WireResult | string): Promise<string> {
    const upid = typeof started === 'string' ? started : upidOf(started);
    const node = upid.split(':')[1] ?? '';
    const path = `/nodes/${node}/tasks/${encodeURIComponent(upid)}/status`;
    const status = await until(async () => {
      const { data } = await this.get(path);
      const parsed = z.object({ status: z.string(), exitstatus: z.string().optional() }).parse(data);
      return parsed.status === 'stopped' ? (parsed.exitstatus ?? '') : null;
    });
    return status;
  }

  async logOf(started: WireResult): Promise<string[]> {
    const upid = upidOf(started);
    const { data } = await this.get(`/nodes/${upid.split(':')[1] ?? ''}/tasks/${encodeURIComponent(upid)}/log?limit=0`);
    return z
      .array(z.object({ n: z.number(), t: z.string() }))
      .parse(data)
      .map((line) => line.t);
  }

  /** Clones a demo template into the pool and waits for it. */
  async cloned(newid: number, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const body = { newid: String(newid), name: `vm${newid}`, pool: 'support-portal', ...more };
    const exit = await this.exitOf(await this.post('/nodes/pve1/qemu/9000/clone', body));
    if (exit !== 'OK') throw new Error(`the clone ended with '${exit}'`);
  }

  async started(newid: number): Promise<void> {
    await this.cloned(newid);
    const exit = await this.exitOf(await this.post(`/nodes/pve1/qemu/${newid}/status/start`));
    if (exit !== 'OK') throw new Error(`the start ended with '${exit}'`);
  }
}

export function upidOf(result: WireResult): string {
  const upid = z.string().safeParse(result.data);
  if (!upid.success || result.status !== 200) throw new Error(`no UPID but ${result.status} ${result.reason}`);
  return upid.data;
}

const record = z.record(z.string(), z.unknown());

/** The data of an answer, for looking into it. */
export function objectOf(result: WireResult): Record<string, unknown> {
  return record.parse(result.data);
}

export function listOf(result: WireResult): Record<string, unknown>[] {
  return z.array(record).parse(result.data);
}

const deadlineMs = 5_000;
const pauseMs = 2;

/** Polls until there is something; a condition that never comes is an error, not a hang. */
export async function until<Found>(look: () => Promise<Found | null | undefined | false>): Promise<Found> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    await delay(pauseMs);
  }
  throw new Error(`waited ${deadlineMs} ms in vain`);
}
