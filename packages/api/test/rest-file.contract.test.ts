// Files over REST: sent while they are made, to whoever holds a token or comes from the portal's own pages.
import { Download } from '@portal/types';
import { createTRPCClient, httpLink } from '@trpc/client';
import superjson from 'superjson';
import { expect, test } from 'vitest';
import type { AppRouter } from '../src/index.ts';
import { cookieOf } from './people.ts';
import { PortalHost } from './portal-host.ts';

const path = '/api/audit/export?format=csv';

/** Without an end, unless told where; says when nobody takes it any further. */
const aFile = (most = Number.POSITIVE_INFINITY) => {
  const ended = Promise.withResolvers<void>();
  async function* pieces() {
    try {
      for (let n = 0; n < most; n += 1) yield `"${n}","${'x'.repeat(1_000)}"\r\n`;
    } finally {
      ended.resolve();
    }
  }
  const audit = { export: async () => new Download('text/csv; charset=utf-8', 'audit.csv', pieces) };
  return { answers: { audit }, ended: ended.promise };
};

test('a file comes whole, with its type and name', async () => {
  await using host = await PortalHost.start({ answers: aFile(3).answers });
  const response = await host.rest('olga', 'GET', path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
  expect((await response.text()).split('\r\n')).toHaveLength(4);
});

test('who asks for the head alone gets it, and nothing is made', async () => {
  let begun = 0;
  async function* pieces() {
    begun += 1;
    yield 'x';
  }
  const audit = { export: async () => new Download('text/csv; charset=utf-8', 'audit.csv', pieces) };
  await using host = await PortalHost.start({ answers: { audit } });
  const response = await host.rest('olga', 'HEAD', path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
  expect(response.headers.get('content-length')).toBeNull();
  expect(begun).toBe(0);
});

test('a client that goes away ends what makes the file', async () => {
  const { answers, ended } = aFile();
  await using host = await PortalHost.start({ answers });
  const leaving = new AbortController();
  const response = await host.rest('olga', 'GET', path, { signal: leaving.signal });
  const reader = response.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  leaving.abort();
  await ended;
});

test('a link of the portal’s own pages brings the session along; another site’s gets nothing, and no other route takes it', async () => {
  await using host = await PortalHost.start({ answers: aFile(1).answers });
  const withCookie = (to: string, headers: Record<string, string> = {}) =>
    host.rest(null, 'GET', to, { headers: { cookie: cookieOf('olga'), ...headers } });
  expect((await withCookie(path, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await withCookie(path, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await withCookie('/api/audit')).status).toBe(401);
  expect((await host.rest(null, 'GET', path)).status).toBe(401);
});

test('over tRPC, which has no files, it is told and not made', async () => {
  await using host = await PortalHost.start({ answers: aFile(1).answers });
  const headers = { cookie: cookieOf('olga') };
  const link = httpLink({ url: `${host.url}/api/trpc`, headers, transformer: superjson });
  const told = await createTRPCClient<AppRouter>({ links: [link] }).audit.export.query({ format: 'csv' });
  expect(told).toEqual({ contentType: 'text/csv; charset=utf-8', fileName: 'audit.csv' });
});
