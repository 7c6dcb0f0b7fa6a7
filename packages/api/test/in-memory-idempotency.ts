// Keys in memory, by the domain's own rule: what tests of the wire need of it.
import {
  canonicalJson,
  credentialOf,
  type IdempotencyRecord,
  KeyedRequest,
  type PersonContext,
  refuseRepeat,
  type Services,
} from '@portal/domain';

const nameOf = ({ principal }: PersonContext, key: string): string =>
  JSON.stringify([principal.userId, credentialOf(principal), key]);

export const inMemoryIdempotency = (): Services['idempotency'] => {
  const kept = new Map<string, IdempotencyRecord>();
  return {
    begin: async (actor, { key, operation, input, answer }) => {
      const request = new KeyedRequest({ key, requestHash: canonicalJson([operation, input]), answer });
      refuseRepeat(request, kept.get(nameOf(actor, key)) ?? null);
      return { ...actor, request };
    },
    finish: async (actor, id) => {
      const { request } = actor;
      if (request === undefined) return;
      const { subjectType: type, status, code } = request.answer;
      const record = { requestHash: request.requestHash, subject: { type, id }, status, code, createdAt: new Date() };
      kept.set(nameOf(actor, request.key), record);
    },
  };
};
