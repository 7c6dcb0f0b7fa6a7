// What the actions of `every-mutation.ts` are about: each is made as if its time had come, without a worker and a cluster.
import { systemIds } from '@portal/db/system';
import {
  Change,
  commitProblems,
  type Deployment,
  type DeploymentSnapshot,
  nextDeployment,
  type PersonContext,
  raised,
  systemActor,
} from '@portal/domain';
import { aDeployment, aLastObservation } from '@portal/testing';
import { type DeploymentStatus, deploymentActionRow, hoursAfter, type MenuAction } from '@portal/types';
import type { Stack } from './stack.ts';
import { registration, seenTemplate } from './template-registration.ts';
import { makeDeliveries } from './webhooks.ts';

export type Input = Readonly<Record<string, unknown>>;

/** What is sent, the same with something else in it, and how often both together go on record. */
export interface Asked {
  readonly input: Input;
  readonly other: Input;
  /** One unless told otherwise: without anything to change there is nothing to record. */
  readonly acts?: 0 | 2;
  /** What it answers is shown once. */
  readonly secret?: true;
}

export interface World {
  readonly stack: Stack;
  readonly admin: PersonContext;
  /** Whose the deployments are. */
  readonly owner: PersonContext;
}

interface Prepared {
  /** What is written with it. */
  readonly more?: (row: Deployment) => Parameters<typeof Change.of>[0]['writes'];
  readonly given?: Partial<Deployment>;
}

/** A deployment as if it had been made: no worker runs here, and nothing looks for its VM. */
export const deployed = async (
  { stack, owner: { principal } }: Pick<World, 'stack' | 'owner'>,
  status: DeploymentStatus,
  { more = () => [], given = {} }: Prepared = {},
): Promise<Deployment> => {
  const { clusterId, templateId } = stack.template;
  return stack.database.unitOfWork.run(systemActor('test'), async (tx) => {
    const vmid = await tx.freeVmid(clusterId);
    if (vmid === null) throw new Error('The range is used up.');
    const place = { vmid, node: 'pve1' };
    const owned = { ownerId: principal.userId, teamId: principal.team?.id ?? null };
    const row = aDeployment({ ...owned, clusterId, templateId, status, ...place, ...given });
    const subject = { type: 'deployment', id: row.id } as const;
    await tx.commit(
      Change.of({
        writes: [
          { kind: 'deployment.insert', row },
          { kind: 'vmid.reserve', clusterId, vmid, deploymentId: row.id },
          ...more(row),
        ],
        events: [{ action: 'deployment.prepared', subject, outcome: 'succeeded', detail: {} }],
      }),
    );
    return row;
  });
};

export const onRunning = async (world: World): Promise<{ id: string }> => ({
  id: (await deployed(world, 'running')).id,
});

/** One that has no VM, so that nobody has to ask a cluster. */
export const requested = ({ stack, owner }: World) =>
  stack.services.deployments.create(owner, { templateId: stack.template.templateId });

export const other = { id: systemIds.next() };

export const onDeployment =
  (status: DeploymentStatus) =>
  async (world: World): Promise<Asked> => ({ input: { id: (await deployed(world, status)).id }, other });

export const whereAccepted = (action: MenuAction): DeploymentStatus => {
  const { from } = deploymentActionRow(action);
  return from.find((status) => status === 'running') ?? from[0] ?? 'running';
};

export const aSnapshot = ({ id: deploymentId }: Deployment, given: Partial<DeploymentSnapshot> = {}) => {
  const id = systemIds.next();
  const size = { vcpus: null, memoryMiB: null, diskGiB: null };
  const made = { name: `p${id}`, label: 'before', status: 'ready', createdAt: new Date() } as const;
  return { kind: 'snapshot.insert', row: { ...size, ...made, id, deploymentId, ...given } } as const;
};

export const onSnapshot = async (world: World): Promise<Asked> => {
  const snapshotId = systemIds.next();
  const { id } = await deployed(world, 'stopped', { more: (row) => [aSnapshot(row, { id: snapshotId })] });
  return { input: { id, snapshotId }, other: { id, snapshotId: systemIds.next() } };
};

export const onShare = async (world: World): Promise<Asked> => {
  const shareId = systemIds.next();
  const { userId } = (await world.stack.person('support')).principal;
  const share = { id: shareId, userId, teamId: null, level: 'view', createdAt: new Date() } as const;
  const { id } = await deployed(world, 'stopped', {
    more: (row) => [{ kind: 'share.insert', row: { ...share, deploymentId: row.id } }],
  });
  return { input: { id, shareId }, other: { id, shareId: systemIds.next() } };
};

/** Offered to the administrator of the world. */
export const onOffered = async (world: World): Promise<Asked> => {
  const { userId } = world.admin.principal;
  const offeredAt = new Date();
  const times = { offeredAt, endsAt: hoursAfter(offeredAt, 1) };
  const { id } = await deployed(world, 'running', {
    more: ({ id: deploymentId, ownerId: offeredBy }) => [
      { kind: 'handover.insert', row: { id: systemIds.next(), deploymentId, userId, offeredBy, ...times } },
    ],
  });
  return { input: { id }, other };
};

export const onOfferedByOther = async (world: World): Promise<Asked> =>
  onOffered({ ...world, owner: await world.stack.person('support', world.owner.principal.team) });

export const onTemplate = async ({ stack, admin }: World): Promise<{ id: string }> => {
  const { id } = await stack.services.templateAdmin.register(admin, registration(stack, `t-${systemIds.next()}`));
  return { id };
};

/** Of templates that nothing hinders from being taken off the offer. */
export const withReason = async (world: World): Promise<Asked> => {
  const input = { ...(await onTemplate(world)), reason: 'It is old.' };
  return { input, other: { ...input, reason: 'It is broken.' } };
};

export const onQuarantined = async (world: World): Promise<Asked> => {
  const { stack } = world;
  const { id, vmid } = await deployed(world, 'quarantined');
  if (vmid === null || seenTemplate.config === null) throw new Error('not as prepared');
  const config = { ...seenTemplate.config, template: false, description: `portal-deployment: ${id}` };
  const guest = { ...seenTemplate, vmid, node: 'pve1', config };
  const seen = { templates: [seenTemplate], quarantined: [guest] };
  await stack.database.lastObservations.save(aLastObservation({ clusterId: stack.cluster.id, ...seen }));
  const input = { id, reason: 'Agreed with its owner.' };
  return { input, other: { ...input, reason: 'On second thought.' } };
};

export const latestOf = async ({ stack, admin }: World, { id }: Deployment): Promise<Asked> => {
  const { items } = await stack.services.deployments.operations(admin, { id });
  return { input: { id: items[0]?.id }, other };
};

/** Of one that has failed. */
export const onFailed = async (world: World): Promise<Asked> => {
  const read = await deployed(world, 'starting');
  const statusReason = { code: 'vm_missing', params: {} } as const;
  const row = nextDeployment(
    read,
    { rest: 'stopped', operation: null, failureCode: 'operation_failed', statusReason },
    new Date(),
  );
  const subject = { type: 'deployment', id: row.id } as const;
  const change = Change.of({
    writes: [{ kind: 'deployment.update', row, read }],
    events: [{ action: 'deployment.prepared', subject, outcome: 'succeeded', detail: {} }],
  });
  await world.stack.database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(change));
  return latestOf(world, row);
};

export const onProblem = async (world: World): Promise<string | undefined> => {
  const { stack, admin } = world;
  const lock = { vmid: 5001, node: 'pve1', lock: 'snapshot' };
  const raise = raised('lock_left_behind', { type: 'deployment', id: (await onRunning(world)).id }, lock);
  await commitProblems(stack.database.unitOfWork, 'test', [raise]);
  return (await stack.services.problems.list(admin, {})).items[0]?.id;
};

export const onToken = async ({ stack, owner }: World): Promise<{ id: string }> => {
  const { id } = await stack.services.tokens.create(owner, { name: 'walked', scopes: ['read'] });
  return { id };
};

export const onPerson = async ({ stack }: World): Promise<{ id: string }> => ({
  id: (await stack.person('support')).principal.userId,
});

export const onDisabled = async (world: World): Promise<Asked> => {
  const input = await onPerson(world);
  await world.stack.services.people.disable(world.admin, { ...input, reason: 'Left.' });
  return { input, other };
};

/** A VM whose guest has a password of the portal; its id. */
export const withPassword = async (world: World): Promise<string> => {
  const sealedPassword = world.stack.ports.vault.seal('secret');
  const access = { sshKeys: [], sealedPassword, nextSealedPassword: null } as const;
  const { id } = await deployed(world, 'running', {
    more: (row) => [{ kind: 'access.insert', row: { deploymentId: row.id, ...access } }],
  });
  return id;
};

/** As a code of it has put it into use. */
export const withAuthenticator = ({ stack }: World, userId: string): Promise<void> => {
  const recoveryHashes = ['a'.repeat(64)];
  const event = { action: 'user.authenticator_added', subject: { type: 'user', id: userId } } as const;
  const change = Change.of({
    writes: [
      { kind: 'authenticator.begin', userId, sealedSecret: 'sealed' },
      { kind: 'authenticator.confirm', userId, at: new Date(), step: 1, recoveryHashes },
    ],
    events: [{ ...event, outcome: 'succeeded', detail: {} }],
  });
  return stack.database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(change));
};

export const onTeam = async ({ stack, admin }: World): Promise<{ id: string }> => ({
  id: (await stack.services.teams.create(admin, { name: `Team ${systemIds.next()}` })).id,
});

export const onRole = async ({ stack, admin }: World): Promise<{ id: string }> => ({
  id: (
    await stack.services.roles.create(admin, { name: `Role ${systemIds.next()}`, base: 'support', scopes: ['read'] })
  ).id,
});

export const onLimit = async ({ stack, admin }: World): Promise<{ id: string }> => {
  const of = (await stack.person()).principal.userId;
  return { id: (await stack.services.limits.create(admin, { subject: 'person', of, measure: 'vcpus', value: 9 })).id };
};

/** There are fifty at most: of many, those made before make room. */
export const makeRoomForWebhook = async ({ stack: { services }, admin }: World): Promise<void> => {
  const { items } = await services.webhooks.list(admin);
  if (items.length < 40) return;
  for (const { id } of items) await services.webhooks.remove(admin, id);
};

export const onWebhook = async (world: World): Promise<{ id: string }> => {
  await makeRoomForWebhook(world);
  const input = { name: 'CMDB', url: 'https://127.0.0.1/hook', actions: ['deployment.'] };
  return { id: (await world.stack.services.webhooks.create(world.admin, input)).id };
};

export const onDelivery = async (world: World): Promise<{ id: string; deliveryId: string }> => {
  const { stack, admin } = world;
  const { id } = await onWebhook(world);
  await stack.services.webhooks.test(admin, id);
  await makeDeliveries(stack);
  const { items } = await stack.services.webhooks.deliveries(admin, { id });
  const [delivery] = items;
  if (delivery === undefined) throw new Error('The test of the webhook made no delivery.');
  return { id, deliveryId: delivery.id };
};

/** More processors than anybody has. */
export const asksForMore = {
  measure: 'vcpus',
  value: 5_000,
  days: 1,
  reason: 'A customer’s fault needs more.',
} as const;

/** By the owner of the world; the id. */
export const asked = async ({ stack, owner }: World): Promise<string> =>
  (await stack.services.requests.create(owner, { ...asksForMore, measure: 'diskGiB', value: 50_000 })).id;

export const askedByColleague = async (world: World): Promise<string> =>
  asked({ ...world, owner: await world.stack.person('support', world.owner.principal.team) });
