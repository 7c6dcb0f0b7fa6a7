// Problems for contract tests of the wire: one, and the domain's own rules of roles.
import { DomainError, mayAdminister, notFound, requireOverseer, type Services } from '@portal/domain';
import type { ProblemItem } from '@portal/types';
import { problemItemExample } from '../src/openapi/problem-item-example.ts';

const named = (id: string): ProblemItem => {
  if (id !== problemItemExample.id) throw notFound('problem');
  return problemItemExample;
};

export const inMemoryProblems: Services['problems'] = {
  list: async (actor) => {
    requireOverseer(actor);
    return { items: [problemItemExample], nextCursor: null };
  },
  byId: async (actor, id) => {
    requireOverseer(actor);
    return named(id);
  },
  acknowledge: async (actor, id) => {
    requireOverseer(actor);
    const item = named(id);
    const { principal } = actor;
    if (!mayAdminister(principal)) throw new DomainError('forbidden', { code: 'for_administrators', params: {} });
    const acknowledgedBy = { id: principal.userId, name: principal.name };
    return { ...item, acknowledgedAt: item.lastSeenAt, acknowledgedBy };
  },
};
