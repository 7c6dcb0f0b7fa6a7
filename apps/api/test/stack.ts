// Everything that the engine works with, for real: a database of its own, the simulator over HTTP, the adapter and the
// services. Jobs are carried out by hand, so a test decides what runs when, and who dies.

import { type Database, openConnections } from '@portal/db';
import { createVault, systemClock, systemIds } from '@portal/db/system';
import {
  Change,
  type Clock,
  type Cluster,
  createServices,
  type Deployment,
  DomainError,
  type Hypervisor,
  HypervisorError,
  type PersonContext,
  type Services,
  statusOf,
  systemActor,
  type TemplateVersion,
  teamActions,
  teamEvent,
  type UserPrincipal,
} from '@portal/domain';
import { createEngine, type Engine, type EnginePorts } from '@portal/engine';
import { rendererFor } from '@portal/messages';
import { createProxmoxHypervisor } from '@portal/proxmox-client';
import {
  type ClusterSeed,
  demoCluster,
  demoTokenId,
  fastTiming,
  type PveRelease,
  type RealVncServer,
  type Simulator,
  startSimulator,
} from '@portal/pve-simulator';
import {
  aTemplateVersion,
  createTestDatabase,
  keptWith,
  pauseAfter,
  silentLog,
  type TestDatabase,
} from '@portal/testing';
import type { DeploymentStatus } from '@portal/types';
import { createWebhookSender } from '@portal/webhooks';
import type pg from 'pg';
import { insertPerson, seed } from './seeded.ts';

/** What the services seal, a worker of another process must be able to open. */
export const secretsKey = Buffer.alloc(32, 7).toString('base64url');

export const tokenSecret = '00000000-0000-4000-8000-000000000001';

type ProxmoxLimits = NonNullable<Parameters<typeof createProxmoxHypervisor>[0]['limits']>;

/** Between two runs of a deployment, which have done something each. */
const runsPauseMs = 10;
const patienceMs = 60_000;

/** Waits for a condition, never for a time; says what it waited for when it gives up. */
export const until = async (
  what: string,
  condition: () => Promise<boolean>,
  patience = patienceMs,
  pause = pauseAfter,
): Promise<void> => {
  const since = Date.now();
  while (!(await condition())) {
    const waitedMs = Date.now() - since;
    if (waitedMs > patience) throw new Error(`waited in vain for: ${what}`);
    await systemClock.wait(pause(waitedMs), AbortSignal.timeout(patienceMs));
  }
};

export interface Stack extends AsyncDisposable {
  readonly database: Database;
  readonly simulator: Simulator;
  readonly ports: EnginePorts;
  readonly engine: Engine;
  readonly services: ReturnType<typeof createServices>;
  readonly cluster: Cluster;
  readonly template: TemplateVersion;
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** The owner of the database, for looking behind the walls. */
  readonly owner: pg.Pool;
  person(role?: UserPrincipal['role'], team?: UserPrincipal['team']): Promise<PersonContext>;
  team(name: string): Promise<NonNullable<UserPrincipal['team']>>;
  create(actor: PersonContext, name?: string): Promise<string>;
  deployment(id: string): Promise<Told>;
  /** Dispatches and runs until the deployment has one of the statuses. */
  carry(id: string, to: readonly DeploymentStatus[], engine?: Engine): Promise<Told>;
}

/** What people read of an error, in English. */
export const wordsOf = (error: unknown): string => {
  if ((error instanceof DomainError || error instanceof HypervisorError) && error.reason !== null) {
    return rendererFor()(error.reason);
  }
  return error instanceof Error ? error.message : String(error);
};

/** With what its owner reads of it, in English. */
export type Told = Deployment & { readonly status: DeploymentStatus; readonly statusMessage: string | null };

/** Another template of the cluster, differing from the first in what is given. */
export const publishTemplate = async (
  { database, cluster, template }: Pick<Stack, 'database' | 'cluster' | 'template'>,
  given: Partial<TemplateVersion>,
): Promise<TemplateVersion> => {
  const { templateId: _own, slug: _slug, ...like } = template;
  const row = aTemplateVersion({ ...like, clusterId: cluster.id, ...given });
  const subject = { type: 'template', id: row.templateId } as const;
  await database.unitOfWork.run(systemActor('test'), (tx) =>
    tx.commit(
      Change.of({
        writes: [{ kind: 'template.publish', row }],
        events: [{ action: 'template.published', subject, outcome: 'succeeded', detail: {} }],
      }),
    ),
  );
  return row;
};

/** Takes every message. */
const mailer = { server: 'mail.example.com:587', from: 'portal@example.com', send: async () => '250 Queued' };

/** The receivers of tests are on loopback. */
export const webhookSender = createWebhookSender({ allowed: ['127.0.0.0/8'] });

export interface StackOptions {
  /** What the simulator starts from, instead of the demo cluster. */
  readonly simulated?: ClusterSeed;
  readonly release?: PveRelease;
  readonly settings?: Partial<Cluster>;
  /** Behind every console, in place of drawn screens. */
  readonly vncServer?: RealVncServer;
}

/** The adapter of a simulated cluster, closed with the resources. */
export const adapterOf = (resources: AsyncDisposableStack, url: string, limits: ProxmoxLimits = {}): Hypervisor => {
  const hypervisor = createProxmoxHypervisor({
    ...{ url, tokenSecret, limits },
    tokenId: demoTokenId,
    tls: { kind: 'system' },
    log: silentLog,
    endsAsTold: true,
  });
  resources.defer(() => hypervisor.close());
  return hypervisor;
};

const connectionsOf = keptWith('app', (url) => openConnections({ url, log: silentLog, poolSize: 8 }));

export const createStack = async ({ simulated, settings, ...more }: StackOptions = {}): Promise<Stack> => {
  const resources = new AsyncDisposableStack();
  const testDatabase = resources.use(await createTestDatabase());
  const simulator = resources.use(
    await startSimulator({ cluster: simulated ?? demoCluster({ tokenSecret }), timing: fastTiming, ...more }),
  );
  const hypervisor = adapterOf(resources, simulator.url);
  return stackOn(resources, testDatabase, { simulator, hypervisor, seeded: (database) => seed(database, settings) });
};

interface OnCluster {
  readonly simulator: Simulator;
  readonly hypervisor: Hypervisor;
  readonly seeded: (database: Database) => Promise<Pick<Stack, 'cluster' | 'template'>>;
}

/** The resources end with the stack. */
export const stackOn = async (
  resources: AsyncDisposableStack,
  { copy, ownerUrl, appUrl, owner }: TestDatabase,
  { simulator, hypervisor, seeded }: OnCluster,
): Promise<Stack> => {
  const database = connectionsOf(copy).createDatabase({ url: appUrl, log: silentLog });
  resources.defer(() => database.close());
  const { cluster, template } = await seeded(database);
  const vault = createVault(secretsKey);
  const system = { clock: systemClock, ids: systemIds, vault };
  const ports: EnginePorts = {
    ...{ ...database, reader: database.engine, log: silentLog, ...system },
    hypervisors: { of: () => hypervisor },
    canaryHourUtc: null,
    unattendedDeletionsPerHour: 50,
    leaseWarningHours: [72, 24, 1],
  };
  const engine = createEngine(ports);
  const services = createServices({ words: rendererFor, ...database, ...system, mailer, webhookSender });
  const deployment = async (id: string): Promise<Told> => {
    const found = await database.engine.deployment(id);
    if (found === null) throw new Error(`no deployment ${id}`);
    const { statusReason } = found;
    return {
      ...found,
      status: statusOf(found),
      statusMessage: statusReason === null ? null : rendererFor()(statusReason),
    };
  };
  return {
    database,
    simulator,
    ports,
    engine,
    services,
    cluster,
    template,
    ownerUrl,
    appUrl,
    owner,
    person: (role = 'admin', team = null) => insertPerson(owner, { role, team }),
    async team(name) {
      const row = { id: systemIds.next(), name };
      const change = Change.of({
        writes: [{ kind: 'team.insert', row }],
        events: [teamEvent(teamActions.created, row)],
      });
      await database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(change));
      return row;
    },
    async create(actor, name) {
      const input =
        name === undefined ? { templateId: template.templateId } : { templateId: template.templateId, name };
      return (await services.deployments.create(actor, input)).id;
    },
    deployment,
    async carry(id, to, worker = engine) {
      const run = async (): Promise<boolean> => {
        const { status } = await deployment(id);
        if (to.includes(status)) return true;
        const signal = AbortSignal.timeout(patienceMs);
        if (status === 'queued') await worker.dispatch(cluster.id, signal);
        else await worker.run(id, signal);
        return to.includes((await deployment(id)).status);
      };
      await until(`${id} to be ${to.join(' or ')}`, run, patienceMs, () => runsPauseMs);
      return deployment(id);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};

/** The same engine over an adapter of which a test replaces some calls. */
export const engineWith = (stack: Stack, replaced: (real: Hypervisor) => Partial<Hypervisor>): Engine => {
  const real = stack.ports.hypervisors.of(stack.cluster.id);
  return createEngine({ ...stack.ports, hypervisors: { of: () => ({ ...real, ...replaced(real) }) } });
};

/** The services of a stack by another clock. */
export const servicesBy = ({ database, ports }: Stack, clock: Clock): Services =>
  createServices({ words: rendererFor, ...database, clock, ids: systemIds, vault: ports.vault, webhookSender });

/** Each job comes at its time, which is then the present: no wait of the engine takes any. */
export const leaping = (stack: Stack): Stack => {
  const { clock, jobs } = stack.ports;
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const ports: EnginePorts = {
    ...stack.ports,
    clock: { ...clock, now },
    jobs: {
      async enqueue(requests) {
        for (const { runAt } of requests) aheadMs += Math.max(0, (runAt?.getTime() ?? 0) - now().getTime());
        await jobs.enqueue(requests);
      },
    },
  };
  const engine = createEngine(ports);
  return { ...stack, ports, engine, carry: (id, to, worker = engine) => stack.carry(id, to, worker) };
};
