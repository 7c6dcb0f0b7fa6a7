/** What commands of the administration work on: the portal's database, and the address that people reach it by. */
import type { Database } from '@portal/db';
import { readDemo } from '../portal/demo-file.ts';
import { portSettings } from '../portal/ports.ts';
import { complain } from '../say.ts';
import { type Access, withDatabase } from './database.ts';

interface OnPortal {
  readonly database: Database;
  /** Where people reach the portal. */
  readonly portalUrl: string;
  /** The longest that a new API token may last; undefined where nothing is set. */
  readonly tokenMaxDays: number | undefined;
}

/** `job`: as whom what is done goes on record. */
export function onPortal(job: string, use: (portal: OnPortal) => Promise<number>): Promise<number> {
  return withDatabase(async ({ ownerUrl, appUrl, env }) => {
    const { isMigrated } = await import('@portal/db/migrate');
    if (!(await isMigrated(ownerUrl))) {
      complain('The database has no tables yet. Start the portal once (npm start), or make them: npm run db:migrate.');
      return 1;
    }
    const { createDatabase } = await import('@portal/db');
    const log = { info: () => undefined, warn: complain, error: complain };
    const database = createDatabase({ url: appUrl, log, poolSize: 2, job });
    try {
      return await use({ database, portalUrl: await portalUrlOf(env), tokenMaxDays: env.TOKEN_MAX_DAYS });
    } finally {
      await database.close();
    }
  });
}

async function portalUrlOf(env: Access['env']): Promise<string> {
  const running = await readDemo(env.PORTAL_DATA_DIR);
  return env.PORTAL_URL ?? running?.portalUrl ?? `http://localhost:${portSettings(env).wanted.web}`;
}
