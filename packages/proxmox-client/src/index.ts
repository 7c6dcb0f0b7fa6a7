export type { GuestConsole, GuestConsoles, GuestTerminal } from './console.ts';
export {
  type ClusterInspector,
  createProxmoxInspector,
  type InspectedNode,
  type InspectedStorage,
  type PoolMember,
} from './inspector.ts';
export type { Limits, ProxmoxOptions } from './options.ts';
export { createProxmoxHypervisor, type ProxmoxHypervisor } from './proxmox-hypervisor.ts';
export { checkRelease, type ReleaseVerdict } from './release.ts';
export type { TlsTrust } from './tls.ts';
