/**
 * The demonstration's cluster with many machines of the portal on it, for measuring what a large one costs: `count` VMs
 * that run, spread over the nodes, in the pool and under the tag that the portal looks for.
 */
import type { ClusterSeed, VmSeed } from './cluster-seed.ts';
import { type DemoClusterOptions, demoCluster, demoPool } from './demo-cluster.ts';

const gibibyte = 1024 ** 3;

export interface CrowdedClusterOptions extends DemoClusterOptions {
  readonly count: number;
  /** 3 when absent. */
  readonly nodes?: number;
  /** The first of the VMIDs, one after the other; 100,000 when absent. */
  readonly firstVmid?: number;
  /** 0 runs none of them; all when absent. */
  readonly runningShare?: number;
  /** More of each VM, such as the description that ownership tags it. */
  readonly describe?: (vmid: number) => Partial<VmSeed>;
}

const nothingMore = (): Partial<VmSeed> => ({});

export function crowdedCluster(options: CrowdedClusterOptions): ClusterSeed {
  const { count, nodes = 3, firstVmid = 100_000, runningShare = 1, describe = nothingMore } = options;
  const seed = demoCluster(options);
  const names = Array.from({ length: nodes }, (_, index) => `pve${index + 1}`);
  const running = Math.round(count * runningShare);
  const crowd = Array.from({ length: count }, (_, index): VmSeed => {
    const vmid = firstVmid + index;
    const { config, ...more } = describe(vmid);
    return {
      vmid,
      node: names[index % nodes] ?? 'pve1',
      name: `crowd-${vmid}`,
      pool: demoPool,
      agent: true,
      bridge: 'vmbr0',
      running: index < running,
      disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 20 }],
      ...more,
      config: { cores: 2, memory: '2048', ostype: 'l26', tags: 'portal', ...config },
    };
  });
  return {
    ...seed,
    nodes: names.map((name, index) => ({
      name,
      ip: `10.10.${Math.floor(index / 250)}.${1 + (index % 250)}`,
      cores: 128,
      memoryBytes: 1024 * gibibyte,
    })),
    vms: [...seed.vms, ...crowd],
  };
}
