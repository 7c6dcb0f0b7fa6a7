// One life of a VM (create, stop, start, expire, delete) under a worker process that is really killed. At each resting point
// database and cluster agree, and nothing was done twice.
import { job, type PersonContext } from '@portal/domain';
import { countUnaudited } from '@portal/testing/unaudited';
import type { DeploymentStatus } from '@portal/types';
import { expect } from 'vitest';
import { startKillableWorker } from './killable-worker.ts';
import { actionsOf, portalVms, vmsOf } from './observe-cluster.ts';
import { type Stack, until } from './stack.ts';

/** A stage of some forty deaths, each of which costs the start of a process. */
const stageMs = 900_000;

const reaches = async (stack: Stack, id: string, status: DeploymentStatus): Promise<void> => {
  const isThere = async (): Promise<boolean> => {
    const deployment = await stack.deployment(id);
    expect(deployment.status, deployment.statusMessage ?? '').not.toBe('failed');
    expect(deployment.status, deployment.statusMessage ?? '').not.toBe('quarantined');
    return deployment.status === status;
  };
  await until(`${id} to be ${status}`, isThere, stageMs);
};

/** Tasks that had their effect, by type. */
const effects = async (stack: Stack): Promise<Readonly<Record<string, number>>> => {
  const { tasks } = await stack.simulator.control.snapshot();
  const counts: Record<string, number> = {};
  for (const { type, phase, exitStatus } of tasks) {
    if (phase === 'done' && exitStatus === 'OK') counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
};

/** As the end of a lease finds it, without waiting for the end; on record like everything else. */
const endLease = async (stack: Stack, id: string): Promise<void> => {
  const client = await stack.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
       VALUES ('system', 'test', 'test', 'deployment.lease_moved', 'deployment', $1, 'succeeded')`,
      [id],
    );
    await client.query(
      `UPDATE deployments SET created_at = created_at - interval '2 days', version = version + 1,
         expires_at = created_at - interval '1 day', delete_at = created_at + interval '1 day' WHERE id = $1`,
      [id],
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await stack.database.jobs.enqueue([job('lease.due', { deploymentId: id })]);
};

interface Stage {
  readonly name: 'create' | 'stop' | 'start' | 'expire' | 'delete';
  readonly ask: (stack: Stack, actor: PersonContext, id: string) => Promise<void>;
  readonly to: DeploymentStatus;
  /** Tasks that this stage takes, each once. */
  readonly tasks: Readonly<Record<string, number>>;
  readonly power: 'running' | 'stopped' | null;
  /** What must be on record once when it is over. */
  readonly audit: readonly string[];
}

const act =
  (action: 'stop' | 'start' | 'delete'): Stage['ask'] =>
  async (stack, actor, id) => {
    await stack.services.deployments.act(actor, { action, id });
  };

const stages: readonly Stage[] = [
  {
    name: 'create',
    ask: () => Promise.resolve(),
    to: 'running',
    tasks: { qmclone: 1, qmstart: 1 },
    power: 'running',
    audit: ['deployment.placed', 'deployment.provisioned'],
  },
  {
    name: 'stop',
    ask: act('stop'),
    to: 'stopped',
    tasks: { qmshutdown: 1 },
    power: 'stopped',
    audit: ['deployment.stop_requested'],
  },
  {
    name: 'start',
    ask: act('start'),
    to: 'running',
    tasks: { qmstart: 1 },
    power: 'running',
    audit: ['deployment.start_requested'],
  },
  {
    name: 'expire',
    ask: (stack, _actor, id) => endLease(stack, id),
    to: 'expired',
    tasks: { qmshutdown: 1 },
    power: 'stopped',
    audit: ['deployment.lease_ended'],
  },
  {
    name: 'delete',
    ask: act('delete'),
    to: 'deleted',
    tasks: { qmdestroy: 1 },
    power: null,
    audit: ['deployment.delete_requested', 'deployment.deleted'],
  },
];

const requireAgreement = async (stack: Stack, id: string, stage: Stage): Promise<void> => {
  const own = await vmsOf(stack, id);
  expect(await portalVms(stack), `${stage.name}: a VM for each row and a row for each VM`).toEqual(own);
  expect(own.map(({ power }) => power)).toEqual(stage.power === null ? [] : [stage.power]);
  const { node, vmid } = await stack.deployment(id);
  for (const vm of own) expect({ node: vm.node, vmid: vm.vmid }).toEqual({ node, vmid });
};

export interface Killed {
  /** As `startKillableWorker` has it. */
  readonly only?: readonly string[];
  readonly through?: readonly Stage['name'][];
}

/** From a request on, through each stage to its rest. Answers where the worker died. */
export const liveKilled = async (stack: Stack, { only, through }: Killed = {}): Promise<readonly string[]> => {
  const actor = await stack.person();
  const id = await stack.create(actor, 'nine-lives');
  await using worker = await startKillableWorker(stack, only);
  for (const stage of stages.filter(({ name }) => through?.includes(name) ?? true)) {
    const before = await effects(stack);
    worker.beginStage(stage.name);
    await stage.ask(stack, actor, id);
    await reaches(stack, id, stage.to);
    await requireAgreement(stack, id, stage);
    const after = await effects(stack);
    for (const [type, times] of Object.entries(stage.tasks)) {
      expect((after[type] ?? 0) - (before[type] ?? 0), `${stage.name}: ${type}`).toBe(times);
    }
    const actions = await actionsOf(stack, id);
    const fresh = (action: string): number => actions.filter((known) => known === action).length;
    for (const action of stage.audit) expect(fresh(action), `${stage.name}: ${action}`).toBe(1);
  }
  expect(await countUnaudited(stack.owner)).toBe(0);
  return worker.deaths;
};
