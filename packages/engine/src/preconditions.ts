// What PVE refuses only after the portal has acted, read from the VM's own configuration before the first call that changes
// anything. PVE's own order at a destruction is protection, power, lock, VMs that stand on a template's disks (PVE/API2/Qemu.pm,
// destroy_vm); a template is nobody's deployment any more (stamp.ts), and HA and replication are cleared away by `purge`.
import { type GuestConfig, HypervisorError } from '@portal/domain';

/** Throws `protected` for what somebody wants kept. */
export const requireUnprotected = ({ options: { protection } }: GuestConfig): void => {
  if (!protection) return;
  throw new HypervisorError('protected', 'the VM is protected in Proxmox VE', { maybeDone: false });
};
