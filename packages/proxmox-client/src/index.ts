export {
  type ClusterInspector,
  createProxmoxInspector,
  type InspectedNode,
  type InspectedStorage,
  type Permissions,
  type PoolMember,
} from './inspector.ts';
export type { Limits, ProxmoxOptions } from './options.ts';
export { createProxmoxHypervisor } from './proxmox-hypervisor.ts';
export { agentPrivilege, checkRelease, type ReleaseVerdict } from './release.ts';
export type { TlsTrust } from './tls.ts';
