// A migrated database of its own with one cluster, one template and the people that a test asks for.
import {
  Change,
  type Cluster,
  type Deployment,
  systemActor,
  type TemplateVersion,
  type UserPrincipal,
  type Write,
} from '@portal/domain';
import {
  type AsStatus,
  aCluster,
  aDeployment,
  aPerson,
  aTemplateVersion,
  createTestDatabase,
  keptWith,
  silentLog,
} from '@portal/testing';
import type pg from 'pg';
import { type Database, openConnections } from '../src/index.ts';

export const actor = systemActor('test');

/** A change about one deployment, with the audit row that it needs. */
export const onDeployment = (id: string, writes: readonly Write[], action = 'deployment.tested'): Change =>
  Change.of({ writes, events: [{ action, subject: { type: 'deployment', id }, outcome: 'succeeded', detail: {} }] });

export interface PortalFixture extends AsyncDisposable {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly database: Database;
  /** Connections as the owner, and as the application's role. */
  readonly owner: pg.Pool;
  readonly app: pg.Pool;
  readonly cluster: Cluster;
  readonly template: TemplateVersion;
  person(given?: Partial<UserPrincipal>): Promise<UserPrincipal>;
  team(name: string): Promise<{ readonly id: string; readonly name: string }>;
  deploy(owner: UserPrincipal, given?: Partial<Deployment> & AsStatus): Promise<Deployment>;
  commit(change: Change): Promise<void>;
}

const insertPerson = async (owner: pg.Pool, person: UserPrincipal): Promise<void> => {
  const { userId, name, email, role, team } = person;
  await owner.query('INSERT INTO users (id, name, email, role, team_id) VALUES ($1, $2, $3, $4, $5)', [
    userId,
    name,
    email,
    role,
    team?.id ?? null,
  ]);
};

const foundation = (cluster: Cluster, template: TemplateVersion): Change =>
  Change.of({
    writes: [
      { kind: 'cluster.upsert', row: cluster },
      { kind: 'template.publish', row: template },
    ],
    events: [
      { action: 'cluster.registered', subject: { type: 'cluster', id: cluster.id }, outcome: 'succeeded', detail: {} },
      {
        action: 'template.published',
        subject: { type: 'template', id: template.templateId },
        outcome: 'succeeded',
        detail: {},
      },
    ],
  });

const connectionsOf = keptWith('app', (url) => openConnections({ url, log: silentLog }));

export const portalFixture = async (given: Partial<Cluster> = {}): Promise<PortalFixture> => {
  const resources = new AsyncDisposableStack();
  const { copy, ownerUrl, appUrl, owner, app } = resources.use(await createTestDatabase());
  const database = connectionsOf(copy).createDatabase({ url: appUrl, log: silentLog });
  resources.defer(() => database.close());
  const cluster = aCluster(given);
  const template = aTemplateVersion({ clusterId: cluster.id });
  const commit = (change: Change) => database.unitOfWork.run(actor, (tx) => tx.commit(change));
  await commit(foundation(cluster, template));
  return {
    ownerUrl,
    appUrl,
    database,
    owner,
    app,
    cluster,
    template,
    commit,
    async person(fields) {
      const person = aPerson(fields);
      await insertPerson(owner, person);
      return person;
    },
    async team(name) {
      const { userId: id } = aPerson();
      const event = {
        action: 'team.created',
        subject: { type: 'team', id },
        outcome: 'succeeded',
        detail: {},
      } as const;
      await commit(Change.of({ writes: [{ kind: 'team.insert', row: { id, name } }], events: [event] }));
      return { id, name };
    },
    async deploy({ userId, team }, fields) {
      const place = { clusterId: cluster.id, templateId: template.templateId };
      const row = aDeployment({ ...place, ownerId: userId, teamId: team?.id ?? null, ...fields });
      const { id, clusterId, vmid } = row;
      const reserve: readonly Write[] =
        vmid === null ? [] : [{ kind: 'vmid.reserve', clusterId, vmid, deploymentId: id }];
      await commit(onDeployment(id, [{ kind: 'deployment.insert', row }, ...reserve], 'deployment.created'));
      return row;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
