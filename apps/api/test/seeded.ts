// What a test starts from: a cluster with one template, and people.
import type { Database } from '@portal/db';
import { systemIds } from '@portal/db/system';
import {
  Change,
  type Cluster,
  type PersonContext,
  systemActor,
  type TemplateVersion,
  type UserPrincipal,
} from '@portal/domain';
import { aCluster, aTemplateVersion } from '@portal/testing';
import type pg from 'pg';

/** A cluster's row and one template of it. */
export const seed = async (
  database: Database,
  settings: Partial<Cluster> = {},
): Promise<{ cluster: Cluster; template: TemplateVersion }> => {
  const cluster = aCluster({ name: 'test', vmidMax: 5199, clonesPerNode: 4, ...settings });
  const template = aTemplateVersion({
    clusterId: cluster.id,
    vcpus: { min: 1, default: 1, max: 4 },
    leaseMaxHours: 72,
    noEnd: true,
  });
  const event = (action: string, type: 'cluster' | 'template', id: string) =>
    ({ action, subject: { type, id }, outcome: 'succeeded', detail: {} }) as const;
  await database.unitOfWork.run(systemActor('test'), (tx) =>
    tx.commit(
      Change.of({
        writes: [
          { kind: 'cluster.upsert', row: cluster },
          { kind: 'template.publish', row: template },
        ],
        events: [
          event('cluster.registered', 'cluster', cluster.id),
          event('template.published', 'template', template.templateId),
        ],
      }),
    ),
  );
  return { cluster, template };
};

/** As if they had signed in. */
export const insertPerson = async (
  owner: pg.Pool,
  { role, team }: Pick<UserPrincipal, 'role' | 'team'>,
): Promise<PersonContext> => {
  const userId = systemIds.next();
  const email = `${role}-${userId.slice(-12)}@example.com`;
  const name = `${role} ${userId.slice(-12)}`;
  await owner.query(
    `INSERT INTO users (id, name, email, email_verified, role, team_id, created_at, updated_at)
     VALUES ($1, $2, $3, true, $4, $5, now(), now())`,
    [userId, name, email, role, team?.id ?? null],
  );
  const principal = { kind: 'user', sessionId: systemIds.next(), userId, name, email, role, team } as const;
  return { principal, requestId: null, address: null };
};
