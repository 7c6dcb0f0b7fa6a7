// What the portal writes on a VM that PVE has made: its size, how it is set up at its first start, and whose it is.

import type { CloudInitNetwork } from '@portal/types';
import type { GuestConfig } from './hypervisor.ts';

export interface ConfigureRequest {
  readonly cores: number;
  readonly memoryMiB: number;
  /** Memory that ballooning leaves at least, never more than `memoryMiB`; null leaves what the VM has from its template. */
  readonly balloonMiB: number | null;
  readonly tags: readonly string[];
  /** Takes off the protection that a clone has from its template; otherwise the flag stays as it is. */
  readonly unprotect?: boolean;
  /** Only for a VM with a cloud-init drive. */
  readonly cloudInit: CloudInit | null;
}

/** What cloud-init (or cloudbase-init) gives the guest at its first start. The host name is the VM's name. */
export interface CloudInit {
  readonly user: string | null;
  /** In clear on its way to PVE, which keeps a hash; null leaves the template's. */
  readonly password: string | null;
  /** OpenSSH public keys; none leaves the template's. */
  readonly sshKeys: readonly string[];
  /** `dhcp`: IPv4 by DHCP. `dhcp_dual_stack`: IPv6 by router advertisement as well. `as_template`: nothing is said of it. */
  readonly network: CloudInitNetwork;
}

export interface OwnershipTag {
  readonly description: string;
  /** All of them: what is not named is taken off. */
  readonly tags: readonly string[];
  readonly digest: string | null;
}

/** PVE refuses a VM less memory than ballooning is to leave it, also where that comes from the template. */
export const balloonFor = ({ options }: Pick<GuestConfig, 'options'>, memoryMiB: number): number | null =>
  options.balloonMiB !== null && options.balloonMiB > memoryMiB ? memoryMiB : null;
