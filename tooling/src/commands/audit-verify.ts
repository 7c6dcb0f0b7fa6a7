/**
 * `npm run audit:verify`: recomputes the audit log from the database and the checkpoint file, and says up to when it is intact, or the
 * first row that is not as it was sealed. Needs no private key.
 */
import { existsSync } from 'node:fs';
import { sealKeyOf } from '@portal/db';
import { type AuditVerification, damageReason } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { optionsOf } from '../command-options.ts';
import { failureText } from '../failure-text.ts';
import { checkpointFile } from '../portal/data-dir.ts';
import { complain, say } from '../say.ts';
import { type Access, withDatabase } from './database.ts';

const usage = `npm run audit:verify -- [--checkpoints FILE …] [--public-key KEY …] [--print-key]

Recomputes the audit log from the database and the checkpoint files, and says up to when it is intact. Without options it
takes the key and the file of this installation. An auditor gives copies of both from elsewhere: with --public-key, the
private key is not looked at. --print-key prints the public key, and does nothing else.
Exit code: 0 intact, 1 damaged, 2 it could not be found out.`;

const damaged = 1;
const unknown = 2;

interface Options {
  readonly checkpoints?: readonly string[] | undefined;
  readonly 'public-key'?: readonly string[] | undefined;
  readonly 'print-key'?: boolean | undefined;
}

export async function verifyAuditLog(args: readonly string[]): Promise<number> {
  const options = optionsOf(args, {
    checkpoints: { type: 'string', multiple: true },
    'public-key': { type: 'string', multiple: true },
    'print-key': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (options === null || options.help === true) {
    say(usage);
    return options === null ? unknown : 0;
  }
  try {
    return await withDatabase((access) =>
      options['print-key'] === true ? printKey(access) : verifyWith(access, options),
    );
  } catch (error) {
    complain(failureText(error));
    return unknown;
  }
}

function ownKey({ env, secrets }: Access): string {
  return sealKeyOf(env.AUDIT_SEAL_KEY ?? secrets.auditSealKey).publicKey;
}

async function printKey(access: Access): Promise<number> {
  say(ownKey(access));
  return 0;
}

/** None where none is named and none is in its usual place. */
function checkpointFiles({ env }: Access, { checkpoints = [] }: Options): readonly string[] {
  if (checkpoints.length > 0) return checkpoints;
  const usual = env.AUDIT_CHECKPOINT_FILE ?? checkpointFile(env.PORTAL_DATA_DIR);
  return existsSync(usual) ? [usual] : [];
}

export async function verifyWith(access: Access, options: Options): Promise<number> {
  const { 'public-key': given } = options;
  const trusted = new Set(given ?? [ownKey(access), ...(access.env.AUDIT_RETIRED_KEYS ?? [])]);
  const files = checkpointFiles(access, options);
  const absent = files.find((file) => !existsSync(file));
  if (absent !== undefined) {
    complain(`There is no file ${absent}.`);
    return unknown;
  }
  const { createDatabase } = await import('@portal/db');
  const log = { info: () => undefined, warn: complain, error: complain };
  const database = createDatabase({ url: access.appUrl, log, poolSize: 2, job: 'audit-verify' });
  try {
    const signal = new AbortController().signal;
    return report(await database.auditSeals.verify({ trusted, files, signal }), { trusted, files });
  } finally {
    await database.close();
  }
}

const grouped = new Intl.NumberFormat('en-GB');

function report(
  { finding, lastSeal, total, sealedUntil }: AuditVerification,
  { trusted, files }: { readonly trusted: ReadonlySet<string>; readonly files: readonly string[] },
): number {
  say(`Public key: ${[...trusted].join(', ')}`);
  say(
    files.length === 0 ? 'No checkpoint file: compared with the database alone.' : `Checkpoints: ${files.join(', ')}`,
  );
  const until = sealedUntil === null ? null : `up to ${sealedUntil.toISOString()} (${grouped.format(total)} rows)`;
  if (finding !== null) {
    complain(rendererFor()(damageReason(finding)));
    complain(until === null ? 'Nothing before it is sealed.' : `Before that it is intact ${until}.`);
    return damaged;
  }
  if (until === null) {
    complain('Nothing of the audit log is sealed yet.');
    return unknown;
  }
  say(`The audit log is intact ${until}, seal ${lastSeal}.`);
  return 0;
}
