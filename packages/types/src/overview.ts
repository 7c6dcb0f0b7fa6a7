// How a team, or everybody, fares: use against limits, what ends soon, how creations went, and what clusters have left.
import { z } from 'zod';
import { uuidSchema } from './primitives.ts';
import { usageSchema } from './principal.ts';

const count = z.int().min(0);
/** A day of the reader's time zone; those of a trend are of UTC. */
const daySchema = z.iso.date();

/** The most of a day, of what the nodes and storages that take VMs had. */
export const capacityDaySchema = z.object({
  day: daySchema,
  memoryMiB: count,
  usedMemoryMiB: count,
  diskGiB: count,
  usedDiskGiB: count,
});
export type CapacityDay = z.infer<typeof capacityDaySchema>;

const creationFigures = {
  succeeded: count,
  failed: count,
  /** From the request until the VM was ready, of those that succeeded; null where none did. */
  medianSeconds: count.nullable(),
  p95Seconds: count.nullable(),
} as const;

export const templateCreationsSchema = z.object({ id: uuidSchema, name: z.string(), ...creationFigures });
export type TemplateCreations = z.infer<typeof templateCreationsSchema>;
export const dayCreationsSchema = z.object({ day: daySchema, ...creationFigures });
export type DayCreations = z.infer<typeof dayCreationsSchema>;

export const teamUseSchema = z.object({
  /** Null for those who are in no team. */
  id: uuidSchema.nullable(),
  name: z.string().nullable(),
  people: count,
  used: usageSchema,
  /** What its people may hold together. */
  limit: usageSchema,
});
export type TeamUse = z.infer<typeof teamUseSchema>;

export const clusterUseSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** By the deployments that the reader sees here. */
  used: usageSchema,
  /** What its nodes and storages give to VMs; null where that is not known. */
  limit: usageSchema.nullable(),
  /** A day each, the oldest first. */
  trend: z.array(capacityDaySchema),
});
export type ClusterUse = z.infer<typeof clusterUseSchema>;

export const overviewSchema = z.object({
  teams: z.array(teamUseSchema),
  /** Empty for leads, who are told nowhere where VMs lie. */
  clusters: z.array(clusterUseSchema),
  /** How many leases of people end within the next 168 hours, by day, today first. */
  expiring: z.array(z.object({ day: daySchema, count })),
  /** How many have ended, whose VMs are not deleted yet. */
  ended: count,
  /** What was created in the last thirty days. */
  creations: z.object({
    ...creationFigures,
    byTemplate: z.array(templateCreationsSchema),
    byDay: z.array(dayCreationsSchema),
  }),
});
export type Overview = z.infer<typeof overviewSchema>;
