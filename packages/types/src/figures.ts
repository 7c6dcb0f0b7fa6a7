// Contracts of live figures: what a VM took of its node, as Proxmox VE keeps it of every VM.
import { z } from 'zod';
import { figureTimeframes } from './figure-names.ts';
import { saidReasonSchema } from './operation.ts';
import { idParamSchema, timestampSchema } from './primitives.ts';

export const figureTimeframeSchema = z.enum(figureTimeframes);

/** Null: not recorded, as while the VM is off. Never 0 for that. */
const figure = z.number().min(0).nullable();

/** Averages from that moment to the next point. */
export const figurePointSchema = z.object({
  at: timestampSchema,
  cpuShare: figure.describe('Of all its vCPUs: 0 to 1.'),
  usedMemoryMiB: figure,
  memoryMiB: figure.describe('What it has.'),
  diskReadBytesPerSecond: figure,
  diskWriteBytesPerSecond: figure,
  networkInBytesPerSecond: figure,
  networkOutBytesPerSecond: figure,
});
export type FigurePoint = z.infer<typeof figurePointSchema>;

export const deploymentFiguresSchema = z.object({
  timeframe: figureTimeframeSchema,
  /** When the cluster told them; null where it has not yet. */
  readAt: timestampSchema.nullable(),
  points: z.array(figurePointSchema).describe('Oldest first; empty where the cluster keeps none of this VM yet.'),
  reason: saidReasonSchema.nullable().describe('Why there are none, or none newer; null where the cluster answered.'),
});
export type DeploymentFigures = z.infer<typeof deploymentFiguresSchema>;

export const readFiguresSchema = z.strictObject({
  id: idParamSchema,
  timeframe: figureTimeframeSchema.optional().describe('How far back; an hour unless told otherwise.'),
});
export type ReadFigures = z.infer<typeof readFiguresSchema>;
