// The shapes of PVE's answers, parsed once, here. PVE writes numbers as numbers or strings as it likes, booleans as
// 0 and 1 or not at all, and leaves out what it does not know; unknown keys come with every release.
import { z } from 'zod';
import { parseUpid } from './upid.ts';

const digits = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'expected a number')
  .transform(Number);

export const number = z.union([z.number(), digits]);
export const integer = number.pipe(z.int());

/** Absent is for the caller to default. */
export const flag = z.union([z.literal([0, 1]), z.literal(['0', '1', '']), z.boolean()]).transform((value) => {
  return value === true || value === 1 || value === '1';
});

/** Names and tags that look like a number arrive as one. */
const text = z.union([z.string(), z.number().transform(String)]);

export const nothing = z.unknown().transform(() => undefined);

export const upid = z.string().refine((value) => parseUpid(value) !== null, 'expected a task id (UPID)');

export const version = z.object({ version: text });

const vmid = integer.pipe(z.int().min(100).max(999_999_999));
export const nextId = vmid;

export const guestStatus = z.object({
  status: z.string(),
  qmpstatus: z.string().optional(),
  lock: z.string().optional(),
  name: text.optional(),
});

/** Keys are options and numbered devices (`scsi0`); values are scalars, most of them property strings. */
export const guestConfig = z.record(z.string(), z.unknown());

/** Moments in seconds since 1970. What was not recorded is left out, key by key: all of it before the VM was there. */
export const recordedFigures = z.array(
  z.object({
    time: integer,
    cpu: number.optional(),
    mem: number.optional(),
    maxmem: number.optional(),
    diskread: number.optional(),
    diskwrite: number.optional(),
    netin: number.optional(),
    netout: number.optional(),
  }),
);

export const agentInterfaces = z.object({
  result: z.array(
    z.object({
      name: z.string(),
      'hardware-address': z.string().optional(),
      'ip-addresses': z.array(z.object({ 'ip-address': z.string() })).optional(),
    }),
  ),
});

export const agentHostName = z.object({ result: z.object({ 'host-name': text }) });

/** Among them the pseudo entry `current`, which is no snapshot. */
export const snapshots = z.array(
  z.object({
    name: text,
    description: text.optional(),
    snaptime: integer.optional(),
    parent: text.optional(),
    snapstate: z.string().optional(),
  }),
);

/** `password` since PVE 9.1.7; before, it is the ticket. */
export const vncProxy = z.object({ port: integer, ticket: z.string(), password: z.string().optional() });

/** `user`: the token’s own id, which a terminal is signed in to with. */
export const termProxy = z.object({ port: integer, ticket: z.string(), user: z.string() });

export const taskStatus = z.object({ status: z.string(), exitstatus: z.string().optional() });

export const taskLog = z.array(z.object({ n: integer, t: z.string() }));

export const taskList = z.array(
  z.object({
    upid: z.string(),
    type: z.string(),
    id: text.optional(),
    starttime: integer,
    endtime: integer.optional(),
  }),
);

export const clusterStatus = z.array(
  z.object({ type: z.string(), name: text, quorate: flag.optional(), online: flag.optional() }),
);

/** Path, privilege, propagate. */
export const permissions = z.record(z.string(), z.record(z.string(), flag));

export const poolMember = z.object({
  type: z.string(),
  id: z.string(),
  node: z.string(),
  vmid: integer.optional(),
  storage: z.string().optional(),
});

export const pool = z.object({ members: z.array(poolMember).optional() });
export const poolList = z.array(pool);

export const nodeList = z.array(z.object({ node: z.string(), status: z.string() }));

/** Seconds since 1970, UTC. */
export const nodeTime = z.object({ time: integer });

export const storageList = z.array(
  z.object({
    storage: z.string(),
    content: z.string(),
    active: flag.optional(),
    shared: flag.optional(),
    avail: number.optional(),
  }),
);

export const storageContent = z.array(z.object({ volid: z.string() }));

// Rows of `/cluster/resources`, by their `type`.

/** A fresh clone has no name, size or template flag for some seconds, and a VM without rights has fewer still. */
export const guestRow = z.object({
  vmid,
  node: z.string(),
  status: z.string().optional(),
  name: text.optional(),
  pool: z.string().optional(),
  tags: text.optional(),
  template: flag.optional(),
  maxmem: number.optional(),
  maxcpu: number.optional(),
  maxdisk: number.optional(),
});

/** Without Sys.Audit a node is its name and status alone. */
export const nodeRow = z.object({
  node: z.string(),
  status: z.string().optional(),
  /** Of a node, what the HA manager says of it: `online`, `maintenance`, `unknown`, `fence`, `gone`. Since PVE 8.3. */
  hastate: z.string().optional(),
  maxcpu: number.optional(),
  cpu: number.optional(),
  maxmem: number.optional(),
  mem: number.optional(),
});

export const storageRow = z.object({
  storage: z.string(),
  node: z.string(),
  status: z.string().optional(),
  shared: flag.optional(),
  content: z.string().optional(),
  maxdisk: number.optional(),
  disk: number.optional(),
});
