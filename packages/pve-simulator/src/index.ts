/**
 * The PVE API on a real port: a cluster in memory with tasks, locks, permissions and faults that behave as real PVE does
 * (docs/proxmox-behaviour.md). Tests, the embedded default and the browser checks talk to this.
 */
export type { RealVncServer } from './console/open-consoles.ts';
export type { SimulatorControl } from './control/control-commands.ts';
export type { Fault, FaultAction, RequestRecord, SimulatorSnapshot } from './control/control-schema.ts';
export { remoteControl } from './control/remote-control.ts';
export { branchCluster } from './seed/branch-cluster.ts';
export type { AclEntry, ClusterSeed, VmSeed } from './seed/cluster-seed.ts';
export { crowdedCluster } from './seed/crowded-cluster.ts';
export { demoCluster, demoPool, demoTokenId } from './seed/demo-cluster.ts';
export { isPveRelease, type PveRelease, pveReleases } from './seed/release.ts';
export { type Simulator, type StartSimulatorOptions, startSimulator } from './simulator.ts';
export { demoTiming, fastTiming, type SimulatorTiming } from './timing.ts';
