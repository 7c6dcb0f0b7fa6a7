/** What a script needs to know about the running portal: `demo.json` in the data folder, there for exactly as long as the portal runs. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './private-file.ts';

const pid = z.int().nullable();

/** `tokenSecret` is empty for a cluster that is not simulated: it stays where its configuration keeps it. */
const cluster = z.object({ url: z.string(), tokenId: z.string(), tokenSecret: z.string() });

const schema = z.object({
  portalUrl: z.string(),
  /** Origin of apps/api, which serves the same REST facade as the portal. */
  apiUrl: z.string(),
  /** Empty where this is no demo: tokens and sign-ins are the installation's own. */
  apiToken: z.string(),
  signIns: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  /** As `portal_app`, which owns nothing. */
  databaseUrl: z.string(),
  /** The first of the clusters. */
  cluster,
  clusters: z.array(cluster.extend({ name: z.string(), simulated: z.boolean() })),
  /** Null for a part that is not ours to run, and for one that is being restarted. */
  pids: z.object({ web: pid, api: pid, simulator: pid, branchSimulator: pid, postgres: pid }),
});

export type Demo = z.infer<typeof schema>;

const demoFile = (dataDir: string) => join(dataDir, 'demo.json');

export async function writeDemo(dataDir: string, demo: Demo): Promise<void> {
  await writePrivateFile(demoFile(dataDir), `${JSON.stringify(demo, null, 2)}\n`);
}

export async function readDemo(dataDir: string): Promise<Demo | undefined> {
  const text = await readFile(demoFile(dataDir), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

export async function removeDemo(dataDir: string): Promise<void> {
  await rm(demoFile(dataDir), { force: true });
}
