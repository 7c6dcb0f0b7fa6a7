// How each kind of write of a Change reaches its table: one function a kind, total over the kinds. Only commit.ts
// calls them, and it never does so without the audit rows.
import { type Principal, type SelfRecordedWrite, StaleVersionError, type Write } from '@portal/domain';
import type { Reason } from '@portal/types';
import { fitCanaryRun, fitDeployment, fitReason, fitStep } from './bounds.ts';
import type { Prisma } from './generated/client.ts';
import { limitRequestWriters } from './limit-requests.ts';
import { mailWriters } from './mail-queue.ts';
import { passkeyWriters } from './passkeys.ts';
import { isPersonWrite } from './person-writes.ts';
import { isProblemWrite } from './problem-writes.ts';
import type { Client } from './readers/by-key.ts';
import { templateVersionColumns } from './rows/templates.ts';
import { savedViewWriters } from './saved-views.ts';
import { authenticatorWriters } from './second-factors.ts';
import { sshKeyWriters } from './ssh-keys.ts';
import { starWriters } from './starred-templates.ts';
import { webhookWriters } from './webhooks.ts';

type StepInsert = Extract<Write, { readonly kind: 'step.insert' }>;
type SingleWrite = Exclude<Write, StepInsert | SelfRecordedWrite>;
type WriteMap = { [Kind in SingleWrite['kind']]: Extract<Write, { readonly kind: Kind }> };
/** Spelled as a mapped type, so that the compiler can follow a write to the entry of its kind. */
type WriteOf<Kind extends SingleWrite['kind']> = { [K in Kind]: { readonly kind: K } & WriteMap[K] }[Kind];
type Writer<Kind extends SingleWrite['kind']> = (client: Client, write: WriteOf<Kind>, by: Principal) => Promise<void>;
type Writers = { readonly [Kind in SingleWrite['kind']]: Writer<Kind> };

/** A write that expected to find something and did not: somebody else was faster. */
const expectOne = (rows: number): void => {
  if (rows !== 1) throw new StaleVersionError();
};

const publishTemplate = async (client: Client, { row }: WriteOf<'template.publish'>): Promise<void> => {
  const { templateId: id, slug, version } = row;
  await client.template.upsert({ where: { id }, create: { id, slug }, update: { slug } });
  await client.templateVersion.create({ data: templateVersionColumns(row) });
  await client.template.update({ where: { id }, data: { currentVersion: version } });
};

/** Takes over an id that was released; one that is held or blocked is refused. */
const reserveVmid = async (client: Client, write: WriteOf<'vmid.reserve'>): Promise<void> => {
  const { clusterId, vmid, deploymentId } = write;
  expectOne(
    await client.$executeRaw`
      INSERT INTO vmid_reservations AS r (cluster_id, vmid, state, deployment_id)
      VALUES (${clusterId}::uuid, ${vmid}, 'reserved', ${deploymentId}::uuid)
      ON CONFLICT (cluster_id, vmid) DO UPDATE
      SET state = 'reserved', deployment_id = excluded.deployment_id, reserved_at = excluded.reserved_at,
        released_at = NULL
      WHERE r.state = 'released'`,
  );
};

/** An id that something else in the cluster holds is out of use until a person looks at it. */
const blockVmid = async (client: Client, write: WriteOf<'vmid.block'>): Promise<void> => {
  const { clusterId, vmid, deploymentId } = write;
  expectOne(
    await client.$executeRaw`
      INSERT INTO vmid_reservations AS r (cluster_id, vmid, state, deployment_id)
      VALUES (${clusterId}::uuid, ${vmid}, 'blocked', ${deploymentId}::uuid)
      ON CONFLICT (cluster_id, vmid) DO UPDATE
      SET state = 'blocked', deployment_id = excluded.deployment_id, released_at = NULL
      WHERE r.state <> 'reserved' OR r.deployment_id = excluded.deployment_id`,
  );
};

/** A blocked id stays blocked: its release says only that this deployment has no claim on it. */
const releaseVmid = async (client: Client, write: WriteOf<'vmid.release'>): Promise<void> => {
  const { clusterId, vmid, deploymentId } = write;
  await client.$executeRaw`
    UPDATE vmid_reservations SET state = 'released', released_at = clock_timestamp()
    WHERE cluster_id = ${clusterId}::uuid AND vmid = ${vmid} AND deployment_id = ${deploymentId}::uuid
      AND state = 'reserved'`;
};

const waitColumns = (reason: Reason | null) => {
  const { code: waitCode, params: waitParams } = fitReason(reason);
  return { waitCode, waitParams };
};

const errorColumns = (reason: Reason | null) => {
  const { code: errorCode, params: errorParams } = fitReason(reason);
  return { errorCode, errorParams };
};

const updateOpen = async (
  client: Client,
  deploymentId: string,
  data: Prisma.DeploymentOperationUpdateManyMutationInput,
): Promise<void> => {
  await client.deploymentOperation.updateMany({ where: { deploymentId, endedAt: null }, data });
};

const writers: Writers = {
  ...authenticatorWriters,
  ...passkeyWriters,
  ...sshKeyWriters,
  ...savedViewWriters,
  ...starWriters,
  ...mailWriters,
  ...webhookWriters,
  ...limitRequestWriters,
  'deployment.insert': async (client, { row }) => {
    await client.deployment.create({ data: fitDeployment(row), select: { id: true } });
  },
  'deployment.update': async (client, { row, read }) => {
    const where = { id: row.id, version: read.version };
    const { count } = await client.deployment.updateMany({ where, data: fitDeployment(row) });
    expectOne(count);
  },
  'operation.begin': async (client, { deploymentId, operation: kind, requestedAt, waitsFor, ...asked }, by) => {
    const requestedBy = by.kind === 'system' ? null : by.userId;
    const { input, retryOf } = asked;
    const about = { deploymentId, kind, requestedBy, requestedAt, input, retryOf };
    const data = { ...about, state: 'queued', ...waitColumns(waitsFor) };
    await client.deploymentOperation.create({ data, select: { id: true } });
  },
  'operation.wait': (client, { deploymentId, waitsFor }) => updateOpen(client, deploymentId, waitColumns(waitsFor)),
  'operation.cancel': (client, { deploymentId, error }) => updateOpen(client, deploymentId, errorColumns(error)),
  'operation.end': (client, { deploymentId, state, failureCode, error, endedAt }) =>
    updateOpen(client, deploymentId, { state, failureCode, endedAt, ...waitColumns(null), ...errorColumns(error) }),
  // One that has ended stays ended, whatever a worker that was cut off still has to say of it.
  'step.update': async (client, { row }) => {
    const where = { id: row.id, deploymentId: row.deploymentId, status: 'running' } as const;
    const { count } = await client.deploymentStep.updateMany({ where, data: fitStep(row) });
    expectOne(count);
  },
  'vmid.reserve': reserveVmid,
  'vmid.release': releaseVmid,
  'vmid.block': blockVmid,
  'team.insert': async (client, { row }) => {
    await client.team.create({ data: { id: row.id, name: row.name } });
  },
  'team.rename': async (client, { row: { id, name } }) => {
    const { count } = await client.team.updateMany({ where: { id }, data: { name } });
    expectOne(count);
  },
  'role.insert': async (client, { row }) => {
    await client.customRole.create({ data: { ...row, scopes: [...row.scopes] }, select: { id: true } });
  },
  'role.update': async (client, { row: { id, version, name, scopes, updatedAt, removedAt }, read }) => {
    const data = { version, name, scopes: [...scopes], updatedAt, removedAt };
    expectOne((await client.customRole.updateMany({ where: { id, version: read.version }, data })).count);
  },
  'announcement.insert': async (client, { row }) => {
    await client.announcement.create({ data: row, select: { id: true } });
  },
  'announcement.withdraw': async (client, { id, at: withdrawnAt }) => {
    expectOne(
      (await client.announcement.updateMany({ where: { id, withdrawnAt: null }, data: { withdrawnAt } })).count,
    );
  },
  'limit.insert': async (client, { row }) => {
    await client.limit.create({ data: row, select: { id: true } });
  },
  'limit.update': async (client, { row: { id, version, value, endsAt, updatedAt, removedAt }, read }) => {
    const data = { version, value, endsAt, updatedAt, removedAt };
    expectOne((await client.limit.updateMany({ where: { id, version: read.version }, data })).count);
  },
  'apiToken.insert': async (client, { row }) => {
    const { terms, ...plain } = row;
    const { scopes = null, addresses = [], ...rest } = terms ?? {};
    const given = { ...(scopes === null ? {} : { scopes: [...scopes] }), addresses: [...addresses], ...rest };
    await client.apiToken.create({ data: { ...plain, ...given }, select: { id: true } });
  },
  'apiToken.replace': async (client, { id, at, worksUntil }) => {
    expectOne(
      await client.$executeRaw`
        UPDATE api_tokens SET replaced_at = ${at}, expires_at = least(expires_at, ${worksUntil}::timestamptz)
        WHERE id = ${id}::uuid AND revoked_at IS NULL AND replaced_at IS NULL`,
    );
  },
  'apiToken.restrict': async (client, { id, addresses }) => {
    const where = { id, revokedAt: null };
    expectOne((await client.apiToken.updateMany({ where, data: { addresses: [...addresses] } })).count);
  },
  'apiToken.revoke': async (client, { id, at }) => {
    expectOne((await client.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } })).count);
  },
  'cluster.upsert': async (client, { row }) => {
    const columns = { ...row, storages: [...row.storages], excludedNodes: [...row.excludedNodes] };
    await client.cluster.upsert({ where: { id: row.id }, create: columns, update: columns });
  },
  'template.publish': publishTemplate,
  'template.status': async (client, { row }) => {
    const { templateId: id, state, setBy, changedAt } = row;
    const { code: stateCode, params: stateParams } = fitReason(row.reason);
    const data = { state, stateCode, stateParams, stateSetBy: setBy, stateChangedAt: changedAt };
    const { count } = await client.template.updateMany({ where: { id }, data });
    expectOne(count);
  },
  'canary.insert': async (client, { row }) => {
    await client.canaryRun.create({ data: fitCanaryRun(row), select: { id: true } });
  },
  'canary.update': async (client, { row }) => {
    const { count } = await client.canaryRun.updateMany({ where: { id: row.id }, data: fitCanaryRun(row) });
    expectOne(count);
  },
  'share.insert': async (client, { row }) => {
    await client.deploymentShare.create({ data: row, select: { id: true } });
  },
  'share.remove': async (client, { id, deploymentId }) => {
    expectOne((await client.deploymentShare.deleteMany({ where: { id, deploymentId } })).count);
  },
  'shares.end': async (client, { deploymentId }) => {
    await client.deploymentShare.deleteMany({ where: { deploymentId } });
  },
  'handover.insert': async (client, { row }) => {
    await client.deploymentHandover.create({ data: row, select: { id: true } });
  },
  'handover.remove': async (client, { id, deploymentId }) => {
    expectOne((await client.deploymentHandover.deleteMany({ where: { id, deploymentId } })).count);
  },
  'handover.end': async (client, { deploymentId, at }) => {
    await client.deploymentHandover.deleteMany({ where: { deploymentId, endsAt: { gt: at } } });
  },
  'snapshot.insert': async (client, { row }) => {
    await client.deploymentSnapshot.create({ data: row, select: { id: true } });
  },
  'snapshot.update': async (client, { row }) => {
    const where = { id: row.id, deploymentId: row.deploymentId };
    const { count } = await client.deploymentSnapshot.updateMany({ where, data: row });
    expectOne(count);
  },
  'access.insert': async (client, { row }) => {
    await client.guestAccess.create({ data: { ...row, sshKeys: [...row.sshKeys] }, select: { deploymentId: true } });
  },
  'access.update': async (client, { deploymentId, sealedPassword }) => {
    const data = { sealedPassword, nextSealedPassword: null, nextIsFresh: false };
    await client.guestAccess.updateMany({ where: { deploymentId }, data });
  },
  'access.next': async (client, { deploymentId, nextSealedPassword }) => {
    const data = { nextSealedPassword, nextIsFresh: true };
    const { count } = await client.guestAccess.updateMany({ where: { deploymentId, nextSealedPassword: null }, data });
    if (count === 0) await client.guestAccess.updateMany({ where: { deploymentId }, data: { nextIsFresh: false } });
  },
  'access.refused': async (client, { deploymentId }) => {
    const data = { nextSealedPassword: null, nextIsFresh: false };
    await client.guestAccess.updateMany({ where: { deploymentId, nextIsFresh: true }, data });
  },
};

const writeOne = <Kind extends SingleWrite['kind']>(
  client: Client,
  one: WriteOf<Kind>,
  by: Principal,
): Promise<void> => {
  const kind: Kind = one.kind;
  return writers[kind](client, one, by);
};

/** The operation that a step belongs to: the latest. Its first step begins it. */
const operationOf = async (client: Client, step: StepInsert['row']): Promise<string | null> => {
  const { deploymentId, startedAt } = step;
  const operation = await client.deploymentOperation.findFirst({
    where: { deploymentId },
    orderBy: { id: 'desc' },
    select: { id: true, state: true },
  });
  if (operation?.state === 'queued') {
    const data = { state: 'running', startedAt };
    await client.deploymentOperation.update({ where: { id: operation.id }, data, select: { id: true } });
  }
  return operation?.id ?? null;
};

const isStepInsert = (one: Write): one is StepInsert => one.kind === 'step.insert';
const isSingle = (one: Write): one is SingleWrite => !isStepInsert(one) && !isProblemWrite(one) && !isPersonWrite(one);

/** All but people and problems, in the order given; steps that begin come last, after those that end, and in one statement. */
export const writeAll = async (client: Client, writes: readonly Write[], by: Principal): Promise<void> => {
  for (const one of writes.filter(isSingle)) await writeOne(client, one, by);
  const steps = writes.filter(isStepInsert).map(({ row }) => row);
  const [first] = steps;
  if (first === undefined) return;
  const operationId = await operationOf(client, first);
  await client.deploymentStep.createMany({ data: steps.map((row) => ({ ...fitStep(row), operationId })) });
};
