/**
 * The secrets of an installation that was started without configuration: made once, kept in `secrets.json` of the data folder, readable
 * by its owner alone. A secret that a newer version needs is added to those that exist.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './private-file.ts';

const secret = () => z.string().default(() => randomBytes(24).toString('base64url'));

const schema = z.object({
  /** Of the role that owns the embedded cluster. */
  databaseOwnerPassword: secret(),
  /** Of `portal_app`, the role that the application connects as. */
  databaseAppPassword: secret(),
  /** Signs Better Auth's cookies. */
  authSecret: z.string().default(() => randomBytes(32).toString('base64url')),
  /** Seals what must be read again, such as VMs' first passwords. */
  secretsKey: z.string().default(() => randomBytes(32).toString('base64url')),
  /** Signs what is sealed of the audit trail. */
  auditSealKey: z.string().default(() => randomBytes(32).toString('base64url')),
  /** The same for all demo people. */
  demoPassword: z.string().default(() => randomBytes(9).toString('base64url')),
  demoApiToken: z.string().default(apiToken),
  demoAdminApiToken: z.string().default(apiToken),
  /** PVE makes token secrets as UUIDs; the simulators follow. */
  pveTokenSecret: z.string().default(() => randomUUID()),
  branchTokenSecret: z.string().default(() => randomUUID()),
});

export type Secrets = z.infer<typeof schema>;

/** `ppt_<8 hex prefix>_<43 url-safe characters>`: the prefix names the token in lists, the rest is 256 bits. */
function apiToken(): string {
  return `ppt_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
}

export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const secrets = schema.parse(JSON.parse(text));
  const completed = `${JSON.stringify(secrets, null, 2)}\n`;
  if (completed !== text) await writePrivateFile(file, completed);
  return secrets;
}
