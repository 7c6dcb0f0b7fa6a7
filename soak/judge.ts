/** What a run left behind that it should not have: each figure must be zero. */
import { countUnaudited } from '@portal/testing/unaudited';
import type { Stage } from './stage.ts';

export interface Verdict {
  /** Deployments that are not deleted at the end. */
  readonly lost: number;
  /** VMs in the portal's range that nobody accounts for. */
  readonly leaked: number;
  /** Deployments that had two VMs at the same moment. */
  readonly duplicated: number;
  /** Steps that count as under way on a deployment that rests. */
  readonly stuck: number;
  /** Rows whose last writer left no audit row. */
  readonly unaudited: number;
  /** VMs of other people that are gone or changed. */
  readonly harmed: number;
}

const ownershipTag = /portal-deployment: ([0-9a-f-]{36})/;

/** Ids of deployments with more than one VM at this moment. */
export const duplicatesNow = async ({ simulator }: Stage): Promise<readonly string[]> => {
  const { vms } = await simulator.control.snapshot();
  const counts = new Map<string, number>();
  for (const { config } of vms) {
    const id = ownershipTag.exec(String(config.description ?? ''))?.[1];
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([id]) => id);
};

/** The VMs that are not the portal's, as they are. */
export const others = async ({ simulator, cluster }: Stage): Promise<ReadonlyMap<number, string>> => {
  const { vms } = await simulator.control.snapshot();
  const outside = vms.filter(({ vmid }) => vmid < cluster.vmidMin || vmid > cluster.vmidMax);
  return new Map(outside.map(({ vmid, node, power, config }) => [vmid, JSON.stringify([node, power, config])]));
};

export const judge = async (
  stage: Stage,
  seen: { readonly duplicates: ReadonlySet<string>; readonly others: ReadonlyMap<number, string> },
): Promise<Verdict> => {
  const { owner, simulator, cluster } = stage;
  const { rowCount: lost } = await owner.query(`SELECT FROM deployments WHERE status <> 'deleted'`);
  const { rowCount: stuck } = await owner.query(
    `SELECT FROM deployment_steps AS s JOIN deployments AS d ON d.id = s.deployment_id
     WHERE s.status = 'running' AND d.status = 'deleted'`,
  );
  const { vms } = await simulator.control.snapshot();
  const left = vms.filter(({ vmid }) => vmid >= cluster.vmidMin && vmid <= cluster.vmidMax);
  const now = await others(stage);
  return {
    lost: lost ?? 0,
    leaked: left.length,
    duplicated: seen.duplicates.size,
    stuck: stuck ?? 0,
    unaudited: await countUnaudited(owner),
    harmed: [...seen.others].filter(([vmid, before]) => now.get(vmid) !== before).length,
  };
};
