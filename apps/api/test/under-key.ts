// The portal's procedures as their callers reach them, under an `Idempotency-Key`.
import { createCaller, createContext } from '@portal/api/trpc';
import type { PersonContext } from '@portal/domain';
import { silentLog } from '@portal/testing';
import type { Stack } from './stack.ts';

export const underKey = (
  { services }: Pick<Stack, 'services'>,
  { principal: person }: PersonContext,
  idempotencyKey: string,
  responseHeaders = new Headers(),
) => {
  const request = { requestId: 'test', address: null, log: silentLog, responseHeaders };
  return createCaller(createContext({ person, services, idempotencyKey, expectedVersions: null, ...request }));
};
