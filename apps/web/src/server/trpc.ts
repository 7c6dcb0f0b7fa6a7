// Procedures called in the process while a page is rendered, and what they answered handed on to the browser's cache.
import { addressHeader } from '@portal/api/edge';
import { type AppRouter, createCaller, createContext } from '@portal/api/trpc';
import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { readerOf } from '@/i18n/reader.ts';
import { makeQueryClient } from '@/trpc/query-client.ts';
import { container } from './container.ts';
import { currentPerson } from './require-person.ts';

const caller = createCaller(async () => {
  const person = await currentPerson();
  const [requestHeaders, requestCookies] = await Promise.all([headers(), cookies()]);
  const reader = readerOf({
    acceptLanguage: requestHeaders.get('accept-language'),
    cookie: (name) => requestCookies.get(name)?.value,
  });
  const address = requestHeaders.get(addressHeader);
  const { services, log } = container();
  return createContext({
    person,
    address,
    reader,
    services,
    idempotencyKey: null,
    expectedVersions: null,
    requestId: crypto.randomUUID(),
    log,
    responseHeaders: new Headers(),
  });
});

export const { trpc, HydrateClient } = createHydrationHelpers<AppRouter>(caller, cache(makeQueryClient));
