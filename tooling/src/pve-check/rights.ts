/** What the token may do, path by path; and the pool, which is where most of it is granted. */
import type { Permissions } from '@portal/proxmox-client';
import { type Finding, fail, ok } from './finding.ts';
import { type Grant, missingOf, neededGrants } from './privileges.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

const grantCommand = (path: string, tokenId: string, role: string): string =>
  `pveum acl modify ${path} --tokens '${tokenId}' --roles ${role}`;

function grantFinding(permissions: Permissions, grant: Grant, tokenId: string): Finding {
  const check = `rights`;
  const { path, privileges, role } = grant;
  const missing = missingOf(permissions, grant);
  if (missing.length === 0) return ok(check, `on ${path}: ${privileges.join(', ')}`);
  const todo = `Put them into the role ${role}, and grant it to the token and to its user: ${grantCommand(path, tokenId, role)}`;
  return fail(check, `on ${path}: lacks ${missing.join(', ')}`, todo);
}

/** PVE's way of saying "nothing at all": 200, and empty lists wherever one asks. */
function withoutAny(target: Target): Finding {
  const { tokenId, settings } = target.configuration;
  return fail(
    'rights',
    'none at all: PVE answers 200 with empty lists. A token with privilege separation has none of its user’s rights, only those granted to the token itself',
    `Grant each role of docs/proxmox-setup.md, step 1, to the token and to its user, such as: ${grantCommand(`/pool/${settings.pool}`, tokenId, 'PortalGuests')}`,
  );
}

export async function checkRights(target: Target, major: number): Promise<readonly Finding[]> {
  const { inspector, configuration, signal } = target;
  const permissions = await tryTo(inspector.permissions(signal));
  if (isRefusal(permissions)) return [fail('rights', `not readable: ${permissions.message}`, 'Try again.')];
  if (Object.keys(permissions).length === 0) return [withoutAny(target)];
  return neededGrants(configuration, major).map((grant) => grantFinding(permissions, grant, configuration.tokenId));
}

export async function checkPool({ inspector, configuration, signal }: Target): Promise<Finding> {
  const { pool } = configuration.settings;
  const members = await tryTo(inspector.pool(pool, signal));
  if (isRefusal(members)) return fail('pool', `${pool} is not readable: ${members.message}`, 'Try again.');
  if (members === null) {
    const todo = `pveum pool add ${pool}, or mend its name in the configuration; the token needs Pool.Audit on it.`;
    return fail('pool', `${pool} does not exist, or the token may not see it`, todo);
  }
  return ok('pool', `${pool}, with ${members.filter(({ type }) => type === 'vm').length} VMs and templates`);
}
