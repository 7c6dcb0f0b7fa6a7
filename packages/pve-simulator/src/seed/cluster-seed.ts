/**
 * The description that a simulated cluster starts from: nodes, storages, pools, bridges, VMs, users and API tokens.
 * It says what an administrator would have set up; the running state (power, tasks, clones) lives in the state.
 */

import { z } from 'zod';
import { configValueSchema, guestProfileSchema } from '../cluster/cluster-state.ts';

export interface NodeSeed {
  readonly name: string;
  readonly ip: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

export interface StorageSeed {
  readonly id: string;
  readonly type: 'rbd' | 'dir' | 'nfs' | 'lvmthin' | 'zfspool';
  readonly shared: boolean;
  readonly content: readonly string[];
  /** Every node when absent. */
  readonly nodes?: readonly string[];
  readonly capacityBytes: number;
}

export interface PoolSeed {
  readonly id: string;
  readonly comment?: string | undefined;
}

interface BridgeSeed {
  readonly name: string;
  /** Every node when absent. */
  readonly nodes?: readonly string[];
}

export const vmSeedSchema = z.strictObject({
  vmid: z.int(),
  node: z.string(),
  name: z.string(),
  /** More configuration keys as they stand in the file (`cores`, `memory`, `ostype`, `tags`, `description`, …). */
  config: z.record(z.string(), configValueSchema).readonly().optional(),
  /** By configuration key, such as `scsi0`. */
  disks: z
    .array(z.strictObject({ key: z.string(), storage: z.string(), sizeGiB: z.number().positive() }))
    .readonly()
    .optional(),
  template: z.boolean().optional(),
  /** The storage of a cloud-init drive at `ide2`; none when absent. */
  cloudInitStorage: z.string().optional(),
  /** Whether `agent: 1` is configured (the guest then answers once it is up). */
  agent: z.boolean().optional(),
  bridge: z.string().optional(),
  pool: z.string().optional(),
  running: z.boolean().optional(),
  /** What is inside; a plain guest of the VM's own name when absent. */
  guest: z.strictObject({ profile: guestProfileSchema, hostName: z.string().optional() }).optional(),
});
export type VmSeed = Readonly<z.infer<typeof vmSeedSchema>>;

export interface AclEntry {
  readonly path: string;
  readonly privileges: readonly string[];
  readonly propagate?: boolean;
}

export interface UserSeed {
  readonly userId: string;
  readonly enabled?: boolean;
  /** For logging in; without one nobody can. */
  readonly password?: string;
  readonly acl: readonly AclEntry[];
}

export interface TokenSeed {
  /** `user@realm!name` */
  readonly tokenId: string;
  readonly secret: string;
  /**
   * true (PVE's default): the rights of the token are its own ACL cut with those of its user. A user that the seed
   * does not list is taken to hold whatever the token holds. false: the rights of the user.
   */
  readonly privilegeSeparation?: boolean;
  /** Unix seconds; 0 or absent never expires. */
  readonly expiresAt?: number;
  readonly acl: readonly AclEntry[];
}

export interface ClusterSeed {
  readonly name: string;
  /** `9.2.11` when absent; an `8.4.x` changes privileges and fields as the section "PVE 8 against 9" of
   * docs/proxmox-behaviour.md says. */
  readonly pveVersion?: string;
  readonly nodes: readonly NodeSeed[];
  readonly storages: readonly StorageSeed[];
  readonly pools: readonly PoolSeed[];
  readonly bridges: readonly BridgeSeed[];
  readonly vms: readonly VmSeed[];
  /** Names that have an address although they are no member: what is sent there does not arrive. */
  readonly hosts?: readonly string[];
  readonly users?: readonly UserSeed[];
  readonly tokens: readonly TokenSeed[];
  readonly nextId?: { readonly lower: number; readonly upper: number };
}

export const defaultPveVersion = '9.2.11';
