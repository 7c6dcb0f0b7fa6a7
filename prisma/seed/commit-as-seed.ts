// The one way in which the seed writes: like everybody else, with an audit row.
import type { Database } from '@portal/db';
import { type AuditEvent, Change, systemActor, type Write } from '@portal/domain';

export const seedJob = 'seed';

export const commitAsSeed = (database: Database, write: Write, event: Omit<AuditEvent, 'outcome'>): Promise<void> =>
  database.unitOfWork.run(systemActor(seedJob), (tx) =>
    tx.commit(Change.of({ writes: [write], events: [{ ...event, outcome: 'succeeded' }] })),
  );
