/** Whether any log of a portal holds a secret that was in play while it ran: its own, and those that the tests made or were shown. */
import { appendFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const notesOf = (dataDir: string): string => join(dataDir, 'secrets-in-play');

/** `what` is told where it is found; the secret itself never. */
export function noteSecret(dataDir: string, what: string, secret: string): void {
  appendFileSync(notesOf(dataDir), `${JSON.stringify([what, secret])}\n`, { mode: 0o600 });
}

const note = z.tuple([z.string(), z.string().min(8)]);

async function secretsOf(dataDir: string): Promise<readonly (readonly [string, string])[]> {
  const own = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')));
  const noted = (await readFile(notesOf(dataDir), 'utf8')).trimEnd().split('\n');
  return [...Object.entries(own), ...noted.map((line) => note.parse(JSON.parse(line)))];
}

/** Such as `web.log: authSecret`. */
export async function secretsInLogs(dataDir: string): Promise<readonly string[]> {
  const secrets = await secretsOf(dataDir);
  const folder = join(dataDir, 'logs');
  const files = await readdir(folder);
  if (files.length < 4) throw new Error(`There are too few logs to look at: ${files.join(', ')}`);
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return secrets.filter(([, secret]) => text.includes(secret)).map(([what]) => `${file}: ${what}`);
    }),
  );
  return [...new Set(found.flat())];
}
