// What a test asks of the simulated cluster and of the audit trail.
import type { Stack } from './stack.ts';

/** VMs in the portal's range: the ones that it made, or leaked. */
export const portalVms = async ({ simulator, cluster }: Pick<Stack, 'simulator' | 'cluster'>) => {
  const { vms } = await simulator.control.snapshot();
  return vms.filter(({ vmid }) => vmid >= cluster.vmidMin && vmid <= cluster.vmidMax);
};

/** VMs whose description names this deployment. */
export const vmsOf = async (stack: Stack, deploymentId: string) => {
  const { vms } = await stack.simulator.control.snapshot();
  return vms.filter(({ config }) => String(config.description ?? '').includes(deploymentId));
};

export interface AuditRow {
  readonly action: string;
  readonly outcome: string;
  readonly actor_kind: string;
  readonly actor_id: string;
}

export const auditOf = async (stack: Stack, deploymentId: string): Promise<AuditRow[]> => {
  const { rows } = await stack.owner.query<AuditRow>(
    `SELECT action, outcome, actor_kind, actor_id FROM audit_logs
     WHERE subject_type = 'deployment' AND subject_id = $1 ORDER BY at, id`,
    [deploymentId],
  );
  return rows;
};

export const actionsOf = async (stack: Stack, deploymentId: string): Promise<string[]> =>
  (await auditOf(stack, deploymentId)).map(({ action }) => action);

/** States of the VMIDs that a deployment has claimed. */
export const reservationsOf = async (stack: Stack, deploymentId: string): Promise<string[]> => {
  const { rows } = await stack.owner.query<{ state: string }>(
    'SELECT state FROM vmid_reservations WHERE deployment_id = $1 ORDER BY vmid',
    [deploymentId],
  );
  return rows.map(({ state }) => state);
};
