// Quarantine and orphans for contract tests of the wire: the domain's own rules of roles and statuses over the rows that
// the other services keep.
import {
  DomainError,
  mayAdminister,
  type PersonContext,
  quarantineRefusal,
  requireOverseer,
  type Services,
} from '@portal/domain';
import { type Deployment, quarantineActionRows } from '@portal/types';
import { orphanExample, quarantineItemExample } from '../src/openapi/quarantine-examples.ts';

interface Rows {
  /** Throws what a stranger is answered. */
  readonly visible: (actor: PersonContext, id: string) => Deployment;
  readonly put: (row: Deployment) => Deployment;
}

export const inMemoryQuarantine = ({ visible, put }: Rows): Services['quarantine'] => ({
  list: async (actor) => {
    requireOverseer(actor);
    return { items: [quarantineItemExample], nextCursor: null };
  },
  settle: async (actor, action, { id }) => {
    const row = visible(actor, id);
    if (!mayAdminister(actor.principal)) throw new DomainError('forbidden', { code: 'settles_nothing', params: {} });
    if (row.status === 'quarantined') return put({ ...row, status: quarantineActionRows[action].to });
    throw new DomainError('transition_refused', quarantineRefusal(action, row.status), {
      currentStatus: row.status,
      allowedActions: [],
    });
  },
});

export const inMemoryOrphans: Services['orphans'] = {
  list: async (actor) => {
    requireOverseer(actor);
    const { cluster } = orphanExample;
    const looks = [{ cluster, observedAt: '2026-11-23T11:20:14.000Z', unreachableSince: null }];
    return { items: [orphanExample], looks, nextCursor: null };
  },
};
