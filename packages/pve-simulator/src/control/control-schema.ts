/** What goes over `/simulator/*`, and with it the types of the control. */
import { z } from 'zod';
import { configValueSchema, looseVolumeSchema, taskSchema, vmSchema } from '../cluster/cluster-state.ts';
import { refusalSchema } from '../http/refusals.ts';

const milliseconds = z.number().nonnegative();

const faultActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    reason: z.string(),
    body: z.string().optional(),
    contentType: z.string().optional(),
  }),
  /** The connection is torn down without an answer. */
  z.strictObject({ kind: z.literal('reset') }),
  /** No answer until `ms` have passed (then the connection is torn down), or ever. */
  z.strictObject({ kind: z.literal('hang'), ms: milliseconds.optional() }),
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds }),
  /** Half of the body, then the end of the connection. */
  z.strictObject({ kind: z.literal('truncate') }),
  /** A 200 with the page of some proxy in between. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).optional() }),
  z.strictObject({ kind: z.literal('empty') }),
  /** As PVE refuses, in its words and its form; `text` replaces the usual words. */
  z.strictObject({ kind: z.literal('refuse'), as: refusalSchema, text: z.string().optional() }),
  /** The body in pieces, spread over `ms`. */
  z.strictObject({ kind: z.literal('slowBody'), ms: milliseconds }),
]);
export type FaultAction = z.infer<typeof faultActionSchema>;

export const faultSchema = z.strictObject({
  match: z.strictObject({
    method: z.string().optional(),
    /** Source of a regular expression, tried on the path with and without `/api2/json`. */
    path: z.string().optional(),
    /** The first request that the fault hits, counted from 1 among those that match. */
    nth: z.int().positive().optional(),
  }),
  /** How many requests it hits; 1 when absent. */
  times: z.int().positive().optional(),
  /** before: refused without effect. after: the effect happens, the answer is lost or replaced. */
  when: z.enum(['before', 'after']),
  action: faultActionSchema,
});
export type Fault = z.infer<typeof faultSchema>;

/** Values to lay over the configuration behind everybody's back; null takes a key out. */
export const configPatchSchema = z.record(z.string(), configValueSchema.nullable());
export type ConfigPatch = z.infer<typeof configPatchSchema>;

export const newVolumeSchema = z.strictObject({
  storage: z.string(),
  /** As the storage names it: `vm-310-disk-7`, and whose it is stands in it. */
  name: z.string().regex(/^(?:vm|base)-\d+-/),
  sizeGiB: z.number().positive(),
  /** Of a storage that is not shared. */
  node: z.string().optional(),
});

export const vmSizeSchema = z.strictObject({
  cores: z.int().positive().optional(),
  memoryMiB: z.int().positive().optional(),
  /** Disk key to its new size. */
  disksGiB: z.record(z.string(), z.number().positive()).optional(),
});
export type VmSize = z.infer<typeof vmSizeSchema>;

export const taskFilterSchema = z.strictObject({
  /** The type in the UPID. */
  type: z.string().optional(),
  /** For a clone, the source or the new id. */
  vmid: z.int().optional(),
});
export type TaskFilter = z.infer<typeof taskFilterSchema>;

export const outageSchema = z.strictObject({ forMs: milliseconds.optional() });

export const snapshotSchema = z.object({
  quorate: z.boolean(),
  nodes: z.array(z.object({ name: z.string(), online: z.boolean(), maintenance: z.boolean() })),
  vms: z.array(vmSchema),
  tasks: z.array(taskSchema),
  /** Those that no configuration names. */
  looseVolumes: z.array(looseVolumeSchema),
});
export type SimulatorSnapshot = z.infer<typeof snapshotSchema>;

export const requestRecordSchema = z.object({
  method: z.string(),
  /** With `/api2/json` and without the query. */
  path: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  /** 0 where a fault left the request without an answer. */
  status: z.int(),
  /** Unix milliseconds. */
  at: z.number(),
});
export type RequestRecord = z.infer<typeof requestRecordSchema>;

export const statsSchema = z.object({
  requestsServed: z.int(),
  vms: z.int(),
  tasksRunning: z.int(),
  tasksTotal: z.int(),
});
