// What a clone has from its PVE template beside its machine, its disks and its guest.
import { z } from 'zod';

/** What a clone has from its source besides name, size, disks and cards. Keys are PVE's, in order. */
export interface GuestOptions {
  readonly protection: boolean;
  /** Memory that ballooning leaves at least; null where PVE's default holds, or ballooning is off. */
  readonly balloonMiB: number | null;
  readonly startsWithNode: boolean;
  readonly hookscript: string | null;
  readonly hasArguments: boolean;
  /** `cicustom`: files that replace what cloud-init is given. */
  readonly customCloudInit: string | null;
  /** Devices of the host: PCI, USB, serial and parallel ports, shared directories. */
  readonly passthrough: readonly string[];
  /** CD drives with an image in them, cloud-init apart. */
  readonly installationMedia: readonly string[];
  /** Null where PVE's own default holds. */
  readonly bootOrder: readonly string[] | null;
  readonly frozen: boolean;
  /** CPUs plugged in at the start, where that is fixed. */
  readonly fixedVcpus: number | null;
  readonly numaNodes: readonly string[];
  readonly networkCards: number;
}

/** As it is kept and sent. */
export const guestOptionsSchema = z.object({
  protection: z.boolean(),
  balloonMiB: z.int().nullable(),
  startsWithNode: z.boolean(),
  hookscript: z.string().nullable(),
  hasArguments: z.boolean(),
  customCloudInit: z.string().nullable(),
  passthrough: z.array(z.string()),
  installationMedia: z.array(z.string()),
  bootOrder: z.array(z.string()).nullable(),
  frozen: z.boolean(),
  fixedVcpus: z.int().nullable(),
  numaNodes: z.array(z.string()),
  networkCards: z.int(),
}) satisfies z.ZodType<GuestOptions>;
