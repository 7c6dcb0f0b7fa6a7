// What must hold at every moment, whatever goes wrong: each deployment has a next step and its owner an explanation, each
// VM of the portal has the row that it belongs to, and what is somebody else's stands as it stood. Read from the database
// and from the cluster behind the engine's back.

import { type Deployment, isQueued, statusOf } from '@portal/domain';
import type { DeploymentStatus } from '@portal/types';
import type { Stack } from './stack.ts';

/** VMs of others by VMID, as they are: node, power and configuration. */
export type Others = Map<number, string>;

const tagPattern = /portal-deployment: ([0-9a-f-]{36})/;

const vmsOfCluster = async ({ simulator }: Stack) => {
  const { vms } = await simulator.control.snapshot();
  return vms.map(({ vmid, node, power, config }) => ({
    vmid,
    tag: tagPattern.exec(String(config.description ?? ''))?.[1] ?? null,
    look: JSON.stringify([node, power, config]),
  }));
};

type SeenVm = Awaited<ReturnType<typeof vmsOfCluster>>[number];

/** Whatever bears no ownership tag now. */
export const othersOf = async (stack: Stack): Promise<Others> =>
  new Map((await vmsOfCluster(stack)).filter(({ tag }) => tag === null).map(({ vmid, look }) => [vmid, look]));

/** From now on the VM is somebody else's, ownership tag or not. */
export const disown = async (stack: Stack, others: Others, vmid: number): Promise<void> => {
  const vm = (await vmsOfCluster(stack)).find((one) => one.vmid === vmid);
  if (vm === undefined) throw new Error(`VM ${vmid} is not there`);
  others.set(vmid, vm.look);
};

interface Row extends Pick<Deployment, 'rest' | 'leaseEnded' | 'restoreUntil' | 'operation' | 'placedAt'> {
  readonly id: string;
  readonly status: DeploymentStatus;
  readonly status_code: string | null;
  readonly failure_code: string | null;
  readonly vmid: number | null;
  readonly reserved: boolean;
  readonly step_under_way: boolean;
  /** Of the job that takes it on; null for none. */
  readonly run_at: Date | null;
}

const rowsOf = async ({ owner }: Stack): Promise<readonly Row[]> => {
  const { rows } = await owner.query<Row>(
    `SELECT d.id, d.status, d.rest, d.lease_ended AS "leaseEnded", d.placed_at AS "placedAt", d.restore_until AS "restoreUntil", o.kind AS operation, d.status_code, d.failure_code, d.vmid, j.run_at, EXISTS (
       SELECT FROM vmid_reservations AS r
       WHERE r.cluster_id = d.cluster_id AND r.vmid = d.vmid AND r.deployment_id = d.id AND r.state = 'reserved'
     ) AS reserved, EXISTS (
       SELECT FROM deployment_steps AS s WHERE s.deployment_id = d.id AND s.status = 'running'
     ) AS step_under_way
     FROM deployments AS d LEFT JOIN operations AS o ON o.deployment_id = d.id AND o.ended_at IS NULL LEFT JOIN graphile_worker.jobs AS j ON j.key = 'run:' || d.id AND j.attempts < j.max_attempts`,
  );
  return rows;
};

/** Statuses in which something went wrong for good: its owner must read what. */
const explained: ReadonlySet<DeploymentStatus> = new Set(['failed', 'quarantined']);

const faultsOfRow = (row: Row, now: Date): string[] => {
  const moving = row.operation !== null && !isQueued(row);
  const waits = row.run_at !== null && row.run_at > now;
  const faults = {
    'has another status than follows from where it stands': row.status !== statusOf(row),
    'has no job that takes it on': moving && row.run_at === null,
    'rests with a step under way': !moving && row.step_under_way,
    'is to be made, and nothing is under way': row.rest === 'pending' && row.operation === null,
    'waits without a word': moving && waits && !row.status_code,
    'ended badly without a word': explained.has(row.status) && !(row.status_code && row.failure_code),
    'does not hold its VMID': row.status !== 'deleted' && row.vmid !== null && !row.reserved,
  };
  return Object.entries(faults).flatMap(([fault, holds]) => (holds ? [`${row.status} ${row.id} ${fault}`] : []));
};

const faultsOfVm = (vm: SeenVm, rows: ReadonlyMap<string, Row>): string[] => {
  if (vm.tag === null) return [`VM ${vm.vmid} is nobody's`];
  const row = rows.get(vm.tag);
  if (row === undefined) return [`VM ${vm.vmid} bears the ownership tag of no deployment`];
  if (row.status === 'deleted') return [`VM ${vm.vmid} is left over from ${row.id}`];
  return row.vmid === vm.vmid ? [] : [`VM ${vm.vmid} is a second one of ${row.id}, which has ${row.vmid}`];
};

/** Everything that does not hold at this moment of a portal whose clock shows `now`; nothing is as it should be. */
export const unaccounted = async (stack: Stack, others: Others, now: Date): Promise<readonly string[]> => {
  const [rows, vms] = await Promise.all([rowsOf(stack), vmsOfCluster(stack)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const looks = new Map(vms.map(({ vmid, look }) => [vmid, look]));
  return [
    ...rows.flatMap((row) => faultsOfRow(row, now)),
    ...vms.filter(({ vmid }) => !others.has(vmid)).flatMap((vm) => faultsOfVm(vm, byId)),
    ...[...others].flatMap(([vmid, look]) => (looks.get(vmid) === look ? [] : [`VM ${vmid} of others was touched`])),
  ];
};
