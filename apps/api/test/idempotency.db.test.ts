// Every mutation of the router, walked over REST on the real services and database: whoever adds one says here how it is
// asked for, and finds out here whether it holds its key.
import { systemIds } from '@portal/db/system';
import { Change, commitProblems, type Deployment, type PersonContext, raised, systemActor } from '@portal/domain';
import { aClusterSight, aDeployment } from '@portal/testing';
import { type DeploymentStatus, problemSchema } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { restOf } from './rest-client.ts';
import { createStack, type Stack } from './stack.ts';
import { registration, seenTemplate } from './template-registration.ts';

type Input = Readonly<Record<string, unknown>>;

/** What is sent, the same with something else in it, and how often both together go on record. */
interface Asked {
  readonly input: Input;
  readonly other: Input;
  /** Without anything to change there is nothing to record. */
  readonly acts?: 0 | 1;
  /** What it answers is shown once. */
  readonly secret?: true;
}

interface World {
  readonly stack: Stack;
  readonly admin: PersonContext;
}

type Written = Parameters<typeof Change.of>[0]['writes'];

/** A deployment as if it had been made: no worker runs here, and nothing looks for its VM. */
const deployed = async (
  { stack, admin }: World,
  status: DeploymentStatus,
  more: (row: Deployment) => Written = () => [],
): Promise<Deployment> => {
  const { clusterId, templateId } = stack.template;
  return stack.database.unitOfWork.run(systemActor('test'), async (tx) => {
    const vmid = await tx.freeVmid(clusterId);
    if (vmid === null) throw new Error('The range is used up.');
    const place = { vmid, node: 'pve1' };
    const row = aDeployment({ ownerId: admin.principal.userId, clusterId, templateId, status, ...place });
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

const other = { id: systemIds.next() };

const onDeployment =
  (status: DeploymentStatus) =>
  async (world: World): Promise<Asked> => ({ input: { id: (await deployed(world, status)).id }, other });

const onSnapshot = async (world: World): Promise<Asked> => {
  const snapshotId = systemIds.next();
  const snapshot = { id: snapshotId, name: 'before', label: 'before', status: 'ready', createdAt: new Date() } as const;
  const { id } = await deployed(world, 'stopped', (row) => [
    { kind: 'snapshot.insert', row: { ...snapshot, deploymentId: row.id } },
  ]);
  return { input: { id, snapshotId }, other: { id, snapshotId: systemIds.next() } };
};

const onTemplate = async ({ stack, admin }: World): Promise<{ id: string }> => {
  const { id } = await stack.services.templateAdmin.register(admin, registration(stack, `t-${systemIds.next()}`));
  return { id };
};

/** Of templates that nothing hinders from being taken off the offer. */
const withReason = async (world: World): Promise<Asked> => {
  const input = { ...(await onTemplate(world)), reason: 'It is old.' };
  return { input, other: { ...input, reason: 'It is broken.' } };
};

const onQuarantined = async (world: World): Promise<Asked> => {
  const { stack } = world;
  const { id, vmid } = await deployed(world, 'quarantined');
  if (vmid === null || seenTemplate.config === null) throw new Error('not as prepared');
  const config = { ...seenTemplate.config, template: false, description: `portal-deployment: ${id}` };
  const guest = { ...seenTemplate, vmid, node: 'pve1', config };
  const seen = { templates: [seenTemplate], quarantined: [guest] };
  await stack.database.sights.save(aClusterSight({ clusterId: stack.cluster.id, ...seen }));
  const input = { id, reason: 'Agreed with its owner.' };
  return { input, other: { ...input, reason: 'On second thought.' } };
};

const mutations: Record<string, (world: World) => Promise<Asked>> = {
  'problems.acknowledge': async ({ stack, admin }) => {
    const lock = { vmid: 5001, node: 'pve1', lock: 'snapshot' };
    const { id: deploymentId } = await deployed({ stack, admin }, 'running');
    const raise = raised('lock_left_behind', { type: 'deployment', id: deploymentId }, lock);
    await commitProblems(stack.database.unitOfWork, 'test', [raise]);
    const { items } = await stack.services.problems.list(admin, {});
    return { input: { id: items[0]?.id }, other };
  },
  'templates.register': async ({ stack }) => {
    const input = registration(stack, 'registered-once');
    return { input, other: { ...input, name: 'Another' } };
  },
  'templates.publish': async (world) => {
    const { slug: _, ...located } = registration(world.stack, 'any');
    const input = { ...(await onTemplate(world)), baseVersion: 1, ...located, name: 'Next' };
    return { input, other: { ...input, name: 'Another' } };
  },
  'templates.deprecate': withReason,
  'templates.disable': withReason,
  'templates.enable': async (world) => ({ input: await onTemplate(world), other, acts: 0 }),
  'templates.canary': async (world) => ({ input: await onTemplate(world), other }),
  'deployments.create': async ({ stack }) => {
    const input = { templateId: stack.template.templateId };
    return { input, other: { ...input, vcpus: 1 } };
  },
  'deployments.start': onDeployment('stopped'),
  'deployments.stop': onDeployment('running'),
  'deployments.reboot': onDeployment('running'),
  'deployments.reset': onDeployment('running'),
  'deployments.suspend': onDeployment('running'),
  'deployments.resume': onDeployment('suspended'),
  'deployments.rebuild': onDeployment('stopped'),
  'deployments.delete': onDeployment('running'),
  'deployments.extend': async (world) => {
    const { id } = await deployed(world, 'running');
    return { input: { id, hours: 2 }, other: { id, hours: 3 } };
  },
  'deployments.credentials': async (world) => {
    const sealedPassword = world.stack.ports.vault.seal('secret');
    const { id } = await deployed(world, 'running', (row) => [
      { kind: 'access.insert', row: { deploymentId: row.id, sshKeys: [], sealedPassword } },
    ]);
    return { input: { id }, other, secret: true };
  },
  'snapshots.create': onDeployment('running'),
  'snapshots.rollback': onSnapshot,
  'snapshots.remove': onSnapshot,
  'quarantine.adopt': onQuarantined,
  'quarantine.release': onQuarantined,
  'quarantine.destroy': onQuarantined,
};

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))),
});

/** Method and path of every mutation, by the procedure's name: each stands in REST. */
const routesOf = (document: unknown) =>
  new Map(
    Object.entries(documentSchema.parse(document).paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { operationId }]) =>
        method === 'get'
          ? []
          : [
              [
                operationId.replace('-', '.'),
                { method: method.toUpperCase(), path: path.replace('/api', '') },
              ] as const,
            ],
      ),
    ),
  );

const seen = (response: Response) => ({
  status: response.status,
  isReplay: response.headers.get('idempotency-replayed') === 'true',
});

describe('under an Idempotency-Key', () => {
  let world: World;
  let rest: Awaited<ReturnType<typeof restOf>>;
  let routes: ReturnType<typeof routesOf>;
  beforeAll(async () => {
    const stack = await createStack();
    await stack.database.sights.save(aClusterSight({ clusterId: stack.cluster.id, templates: [seenTemplate] }));
    const admin = await stack.person('admin');
    world = { stack, admin };
    rest = await restOf(stack, admin);
    routes = routesOf(await (await rest('GET', '/openapi.json')).json());
  });
  afterAll(() => world.stack[Symbol.asyncDispose]());

  const send = (name: string, input: Input, key: string): Promise<Response> => {
    const { method = '', path = '' } = routes.get(name) ?? {};
    const entries = Object.entries(input);
    const inPath = entries.filter(([field]) => path.includes(`{${field}}`));
    const body = Object.fromEntries(entries.filter((entry) => !inPath.includes(entry)));
    const named = inPath.reduce((text, [field, value]) => text.replace(`{${field}}`, String(value)), path);
    return rest(method, named, { key, ...(Object.keys(body).length > 0 && { body }) });
  };

  const acts = async (): Promise<number> =>
    (await world.stack.owner.query(`SELECT FROM audit_log WHERE action <> 'deployment.prepared'`)).rowCount ?? 0;

  test('every mutation is walked below', () => {
    expect(Object.keys(mutations).toSorted()).toEqual([...routes.keys()].toSorted());
  });

  test.each(Object.entries(mutations))('%s is carried out once', async (name, prepare) => {
    const { input, other: otherInput, acts: expected = 1, secret = false } = await prepare(world);
    const before = await acts();
    const both = await Promise.all([send(name, input, name), send(name, input, name)]);
    const again = await send(name, input, name);
    expect(await acts()).toBe(before + expected);
    expect(both.map(({ headers }) => headers.get('idempotency-replayed')).toSorted()).toEqual(
      [null, 'true'].toSorted(),
    );
    expect(seen(again).isReplay).toBe(true);
    if (secret) {
      expect(again.status).toBe(409);
      expect(problemSchema.parse(await again.json()).code).toBe('already_shown');
    } else {
      const first = both.find((response) => !seen(response).isReplay);
      expect(first?.ok).toBe(true);
      expect(again.status).toBe(first?.status);
      expect(await again.json()).toEqual(await first?.json());
    }
    const changed = await send(name, otherInput, name);
    expect(problemSchema.parse(await changed.json()).code).toBe('idempotency_key_reused');
    expect(await acts()).toBe(before + expected);
  });

  test('a repeat answers the subject as it is now', async () => {
    const { id } = await deployed(world, 'running');
    const stopped = await send('deployments.stop', { id }, 'now');
    expect(await stopped.json()).toMatchObject({ id, status: 'stopping' });
    await send('deployments.delete', { id }, 'then');
    const repeat = await send('deployments.stop', { id }, 'now');
    expect(seen(repeat)).toEqual({ status: 202, isReplay: true });
    expect(await repeat.json()).toMatchObject({ id, status: 'deleting' });
  });

  test('a key belongs to the token that chose it', async () => {
    const { id } = await deployed(world, 'running');
    const another = await restOf(world.stack, world.admin);
    expect((await send('deployments.extend', { id, hours: 1 }, 'shared')).status).toBe(202);
    const response = await another('POST', `/deployments/${id}/extend`, { key: 'shared', body: { hours: 2 } });
    expect(seen(response)).toEqual({ status: 202, isReplay: false });
  });

  test('what was refused is not remembered: it is decided again', async () => {
    const { id } = await deployed(world, 'running');
    const start = () => send('deployments.start', { id }, 'too-early');
    expect(seen(await start())).toEqual({ status: 409, isReplay: false });
    const before = await acts();
    expect(seen(await start())).toEqual({ status: 409, isReplay: false });
    expect(await acts()).toBe(before + 1);
  });
});
