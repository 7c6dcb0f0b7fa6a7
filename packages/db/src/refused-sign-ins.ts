// Who came from the organisation's sign-in page and was not let in: on record, once a minute for one person and one reason.
import { Change, personActions, systemActor } from '@portal/domain';
import { isSingleSignOnCode, type SingleSignOnCode } from '@portal/types';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { z } from 'zod';
import type { Database } from './database.ts';

const againAfterMs = 60_000;
const mostKept = 1_000;

const bodySchema = z.object({
  code: z.custom<SingleSignOnCode>((code) => typeof code === 'string' && isSingleSignOnCode(code)),
  who: z.object({ id: z.string(), name: z.string() }),
});

export const refusedSignIns = ({ unitOfWork }: Database, addressHeader: string, requestIdHeader: string) => {
  const recorded = new Map<string, number>();
  const isRepeat = (key: string): boolean => {
    const now = performance.now();
    if (now - (recorded.get(key) ?? Number.NEGATIVE_INFINITY) < againAfterMs) return true;
    if (recorded.size >= mostKept) recorded.clear();
    recorded.set(key, now);
    return false;
  };
  const after = createAuthMiddleware(async (call) => {
    const { returned } = call.context;
    const body = isAPIError(returned) ? bodySchema.safeParse(returned.body) : null;
    if (body?.success !== true) return;
    const { code, who } = body.data;
    if (isRepeat(`${code} ${who.id}`)) return;
    const actor = {
      ...systemActor('single-sign-on'),
      requestId: call.headers?.get(requestIdHeader) ?? null,
      address: call.headers?.get(addressHeader) ?? null,
    };
    const subject = { type: 'user', id: who.id } as const;
    const event = { action: personActions.signInRefused, subject, outcome: 'refused' } as const;
    const change = Change.record({ ...event, detail: { name: who.name, code } });
    await unitOfWork.run(actor, (tx) => tx.commit(change));
  });
  return {
    id: 'refused-sign-ins',
    hooks: { after: [{ matcher: ({ path }) => path?.startsWith('/callback/') === true, handler: after }] },
  } satisfies BetterAuthPlugin;
};
