// The recorded answers and the API schema of a real PVE, where the checkout has them beside it (they are under their
// own licence and not part of the product).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const folder = resolve(import.meta.dirname, '../../../../shared/pve');

export const absence = `no reference material at ../shared/pve`;

const recordingSchema = z.array(
  z.object({
    note: z.string().optional(),
    request: z.object({ method: z.string(), path: z.string(), auth: z.string() }),
    response: z.object({
      status: z.int(),
      reason: z.string(),
      contentType: z.string().nullish(),
      body: z.unknown(),
    }),
  }),
);

export type Recording = z.infer<typeof recordingSchema>[number];

/** Null where absent. */
export const readRecordings = (): readonly Recording[] | null => {
  const recordings = join(folder, 'recordings');
  if (!existsSync(recordings)) return null;
  const files = readdirSync(recordings).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => recordingSchema.parse(JSON.parse(readFileSync(join(recordings, name), 'utf8'))));
};

const parameterSchema = z.object({
  type: z.string().optional(),
  optional: z.union([z.literal([0, 1]), z.boolean()]).optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.coerce.number().optional(),
  maximum: z.coerce.number().optional(),
  maxLength: z.coerce.number().optional(),
});
export type ParameterSchema = z.infer<typeof parameterSchema>;

const methodSchema = z.object({
  allowtoken: z.union([z.literal([0, 1]), z.boolean()]).optional(),
  parameters: z.object({ properties: z.record(z.string(), parameterSchema).optional() }),
});

const apiSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), methodSchema)) });
export type ApiSchema = z.infer<typeof apiSchema>['paths'];

/** Null where absent. */
export const readApiSchema = (): ApiSchema | null => {
  const file = join(folder, 'api-schema-9.2.json');
  return existsSync(file) ? apiSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).paths : null;
};
