/** A signed-in person without a browser: prepares what a test begins with, and looks at what it led to. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { dataDir, type Email, passwordOf, portal } from './facts.ts';
import { ownAddress } from './network.ts';
import { noteSecret } from './secrets-in-logs.ts';

export interface SessionCookie {
  readonly name: string;
  readonly value: string;
}

/** The simulated cluster takes milliseconds; the rest is for a busy machine. */
const SETTLED_MS = 60_000;
const LOOK_AGAIN_MS = 100;

interface Answer {
  readonly status: number;
  /** Where it sends on to. */
  readonly location: string;
  readonly setCookies: readonly string[];
  readonly body: string;
}

const send = (path: string, options: { cookie?: string; body?: unknown }): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { cookie, body } = options;
    const headers = { origin: portal.portalUrl, 'content-type': 'application/json', ...(cookie && { cookie }) };
    const method = body === undefined ? 'GET' : 'POST';
    const sending = request(
      new URL(path, portal.portalUrl),
      { method, headers, family: 4, localAddress: ownAddress() },
      (response) => {
        const { statusCode = 0, headers } = response;
        text(response).then((body) => {
          const { location = '', 'set-cookie': setCookies = [] } = headers;
          resolve({ status: statusCode, location, setCookies, body });
        }, reject);
      },
    );
    sending.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });

export async function signInByApi(email: Email): Promise<SessionCookie> {
  const answer = await send('/api/auth/sign-in/email', { body: { email, password: passwordOf(email) } });
  const [name, value] = answer.setCookies[0]?.split(';')[0]?.split('=') ?? [];
  if (answer.status !== 200 || name === undefined || value === undefined) {
    throw new Error(`${email} could not sign in: ${answer.status} ${answer.body}`);
  }
  // Its first half alone is the session's: the rest proves that it was made here.
  noteSecret(dataDir, `session cookie of ${email}`, decodeURIComponent(value).split('.')[0] ?? value);
  return { name, value };
}

/** What whoever has the cookie finds at the address of a page; a stranger without one. */
export async function pageAt(path: string, cookie?: SessionCookie): Promise<'open' | 'sign-in' | 'missing'> {
  const { status, location } = await send(
    path,
    cookie === undefined ? {} : { cookie: `${cookie.name}=${cookie.value}` },
  );
  if (status === 404) return 'missing';
  if (status >= 400) throw new Error(`${path} answers ${status}.`);
  return new URL(location, portal.portalUrl).pathname === '/sign-in' ? 'sign-in' : 'open';
}

const deployment = z.object({ id: z.string(), name: z.string(), status: z.string() });
export type Deployment = z.infer<typeof deployment>;
const envelope = z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) });

export interface Wanted {
  readonly template: string;
  readonly name: string;
  readonly ticket?: string;
}

/** What the browser would ask for over tRPC, with the same cookie. */
export class Session {
  readonly cookie: SessionCookie;

  private constructor(cookie: SessionCookie) {
    this.cookie = cookie;
  }

  static async of(email: Email): Promise<Session> {
    return new Session(await signInByApi(email));
  }

  async #ask<Data extends z.ZodType>(path: string, body: unknown, data: Data): Promise<z.infer<Data>> {
    const { name, value } = this.cookie;
    const answer = await send(`/api/trpc/${path}`, { cookie: `${name}=${value}`, body });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return data.parse(envelope.parse(JSON.parse(answer.body)).result.data.json);
  }

  create({ template, ...wanted }: Wanted): Promise<Deployment> {
    return this.#ask('deployments.create', { json: { templateId: template, ...wanted } }, deployment);
  }

  stop(id: string): Promise<Deployment> {
    return this.#ask('deployments.stop', { json: { id } }, deployment);
  }

  delete(id: string): Promise<Deployment> {
    return this.#ask('deployments.delete', { json: { id } }, deployment);
  }

  /** Waits until the deployment has the status. */
  async until(name: string, status: string): Promise<void> {
    const deadline = Date.now() + SETTLED_MS;
    for (;;) {
      const found = await this.named(name);
      if (found.length === 1 && found[0]?.status === status) return;
      if (Date.now() > deadline) throw new Error(`${name} did not become ${status}: ${JSON.stringify(found)}`);
      await pause(LOOK_AGAIN_MS);
    }
  }

  async named(name: string): Promise<readonly Deployment[]> {
    const input = encodeURIComponent(JSON.stringify({ json: { q: name } }));
    const page = z.object({ items: z.array(deployment) });
    const { items } = await this.#ask(`deployments.list?input=${input}`, undefined, page);
    return items.filter((item) => item.name === name);
  }
}
