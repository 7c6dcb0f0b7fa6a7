// The recorded answers of a real PVE (and, in the same folder, its API schema), where the checkout has them beside it (they are under their
// own licence and not part of the product).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const referenceFolder = resolve(import.meta.dirname, '../../../../shared/pve');

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
  const recordings = join(referenceFolder, 'recordings');
  if (!existsSync(recordings)) return null;
  const files = readdirSync(recordings).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => recordingSchema.parse(JSON.parse(readFileSync(join(recordings, name), 'utf8'))));
};
