export type { Limits, ProxmoxOptions } from './options.ts';
export { createProxmoxHypervisor } from './proxmox-hypervisor.ts';
export type { TlsTrust } from './tls.ts';
