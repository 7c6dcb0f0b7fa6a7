// Whatever is sent, the answer is a problem of the sender's: never a 5xx, never a stack, always a problem document.
import { problemSchema } from '@portal/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentExample, templateExample } from '../src/openapi/examples.ts';
import { PortalHost } from './portal-host.ts';

const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
const field = fc.constantFrom(
  'templateId',
  'name',
  'vcpus',
  'memoryMiB',
  'ttlHours',
  'purpose',
  'hours',
  'id',
  '__proto__',
);
const value = fc.oneof(fc.jsonValue(), fc.constant(templateExample.id), fc.double(), fc.string({ unit: 'binary' }));
const body = fc.oneof(fc.jsonValue(), fc.dictionary(field, value));
const queryName = fc.oneof(
  fc.constantFrom('limit', 'cursor', 'q', 'status', 'owner', 'template', 'from', 'to', 'outcome'),
  fc.string(),
);
const path = fc.oneof(
  fc.constantFrom('deployments', 'templates', 'audit', 'me'),
  fc
    .constantFrom('deployments/', 'templates/')
    .chain((start) => fc.string({ unit: 'binary' }).map((text) => start + encodeURIComponent(text.toWellFormed()))),
  fc.webPath().map((text) => text.slice(1)),
);

const { id: ownId } = deploymentExample;

/** Fails with what was answered, when that is not an answer for the sender's ears. */
const mustBeHarmless = async (response: Response, method: string): Promise<void> => {
  expect(response.status).toBeLessThan(500);
  expect(response.headers.get('x-request-id')).not.toBeNull();
  const text = await response.text();
  expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:/);
  if (response.status >= 400 && method !== 'HEAD') {
    expect(problemSchema.strict().parse(JSON.parse(text)).status).toBe(response.status);
  }
};

/** Tries each kind of request so many times. */
export const describeFuzzing = ({
  timeoutMs,
  ...runs
}: {
  readonly numRuns: number;
  readonly timeoutMs: number;
}): void => {
  describe('no request makes the facade fail', { timeout: timeoutMs }, () => fuzz(runs));
};

const fuzz = (runs: { readonly numRuns: number }): void => {
  let host: PortalHost;
  beforeAll(async () => {
    const list = async () => ({ items: [], nextCursor: null });
    host = await PortalHost.start({ answers: { audit: { list } } });
  });
  afterAll(() => host[Symbol.asyncDispose]());

  test('any JSON on any mutation', async () => {
    const routes = fc.constantFrom('', `/${ownId}/extend`, `/${ownId}/stop`, `/${ownId}/start`);
    const property = fc.asyncProperty(routes, body, async (route, sent) => {
      await mustBeHarmless(await host.send('sam', 'POST', `/api/deployments${route}`, sent), 'POST');
    });
    await fc.assert(property, runs);
  });

  test('any bytes as a body, of any content type', async () => {
    const types = fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'x');
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), types, async (bytes, type) => {
      const init = { body: new Uint8Array(bytes), headers: { 'content-type': type } };
      await mustBeHarmless(await host.rest('sam', 'POST', '/api/deployments', init), 'POST');
    });
    await fc.assert(property, runs);
  });

  test('any method on any path with any query', async () => {
    const queries = fc.array(fc.tuple(queryName, fc.string({ unit: 'binary' })), { maxLength: 4 });
    const property = fc.asyncProperty(methods, path, queries, async (method, below, pairs) => {
      const wellFormed = pairs.map(([name, text]): [string, string] => [name.toWellFormed(), text.toWellFormed()]);
      const query = new URLSearchParams(wellFormed).toString();
      await mustBeHarmless(await host.rest('sam', method, `/api/${below}?${query}`), method);
    });
    await fc.assert(property, runs);
  });

  test('any header that matters', async () => {
    const names = fc.constantFrom(
      'authorization',
      'idempotency-key',
      'x-request-id',
      'accept',
      'cookie',
      'content-encoding',
    );
    const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
    const property = fc.asyncProperty(names, text, async (name, sent) => {
      fc.pre(sent.codePointAt(0) !== 0x7f && !/[\u007f]/.test(sent));
      const response = await host.send(
        'sam',
        'POST',
        `/api/deployments/${ownId}/extend`,
        { hours: 1 },
        { [name]: sent },
      );
      await mustBeHarmless(response, 'POST');
    });
    await fc.assert(property, runs);
  });

  test('any superjson over tRPC', async () => {
    const meta = fc.dictionary(fc.constantFrom('values', 'referentialEqualities', 'v'), fc.jsonValue());
    const procedures = fc.constantFrom('deployments.create', 'deployments.stop', 'deployments.extend');
    const property = fc.asyncProperty(procedures, body, meta, async (procedure, sent, wrapped) => {
      const init = { method: 'POST', body: JSON.stringify({ json: sent, meta: wrapped }) };
      const response = await host.trpc('sam', procedure, init);
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).not.toMatch(/\n\s+at |node_modules|\.ts:/);
    });
    await fc.assert(property, runs);
  });
};
