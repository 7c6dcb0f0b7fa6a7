// Who came from the organisation's sign-in page and was not let in: on record, once a minute for one person and one reason.
import { oncePerMinute, personActions, putOnRecord, refusedOnPerson, systemActor } from '@portal/domain';
import { isSingleSignOnCode, type SingleSignOnCode } from '@portal/types';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { systemClock } from './system.ts';

const bodySchema = z.object({
  code: z.custom<SingleSignOnCode>((code) => typeof code === 'string' && isSingleSignOnCode(code)),
  who: z.object({ id: z.string(), name: z.string() }),
});

export const refusedSignIns = ({ unitOfWork }: Database, addressHeader: string, requestIdHeader: string) => {
  const mayRecord = oncePerMinute(systemClock);
  const after = createAuthMiddleware(async (call) => {
    const { returned } = call.context;
    const body = isAPIError(returned) ? bodySchema.safeParse(returned.body) : null;
    if (body?.success !== true) return;
    const { code, who } = body.data;
    if (mayRecord(`${code} ${who.id}`) === null) return;
    const actor = {
      ...systemActor('single-sign-on'),
      requestId: call.headers?.get(requestIdHeader) ?? null,
      address: call.headers?.get(addressHeader) ?? null,
    };
    await putOnRecord(unitOfWork, actor, refusedOnPerson(personActions.signInRefused, who, { code }));
  });
  return {
    id: 'refused-sign-ins',
    hooks: { after: [{ matcher: ({ path }) => path?.startsWith('/callback/') === true, handler: after }] },
  } satisfies BetterAuthPlugin;
};
