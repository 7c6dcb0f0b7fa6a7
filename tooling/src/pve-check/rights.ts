/** What the token may do, path by path; and the pool, which is where most of it is granted. */
import { missingOf, type Permissions } from '@portal/domain';
import { type Finding, fail, ok, some, warn } from './finding.ts';
import { type Grant, neededGrants, networkGrant, networkPathsOf } from './privileges.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

const check = 'rights';

/** For the user and for the token, as the guide grants it. */
export function grantCommands({ path, role, reach }: Omit<Grant, 'privileges'>, tokenId: string): string {
  const userId = tokenId.slice(0, tokenId.indexOf('!'));
  const how = `--roles ${role} --propagate ${reach === 'here' ? 0 : 1}`;
  return [`--users '${userId}'`, `--tokens '${tokenId}'`]
    .map((who) => `pveum acl modify ${path} ${who} ${how}`)
    .join('; ');
}

/** A bridge may be granted alone: whether all that are needed are is told with the templates that need them. */
function partOfTheNetwork(permissions: Permissions, grant: Grant): Finding | null {
  const paths = grant === networkGrant ? networkPathsOf(permissions) : [];
  if (paths.length === 0) return null;
  return ok(check, `on ${some(paths)}: ${grant.privileges.join(', ')}, for the templates with such a bridge`);
}

function grantFinding(permissions: Permissions, grant: Grant, tokenId: string): Finding {
  const { path, privileges, role } = grant;
  const missing = missingOf(permissions, grant);
  if (missing.length === 0) return ok(check, `on ${path}: ${privileges.join(', ')}`);
  const part = partOfTheNetwork(permissions, grant);
  if (part !== null) return part;
  const where = grant.reach === 'below' ? ' on what lies below it' : '';
  const todo = `Put them into the role ${role}, and grant it to the user and to the token: ${grantCommands(grant, tokenId)}`;
  return fail(check, `on ${path}: lacks ${missing.join(', ')}${where}`, todo);
}

/** PVE's way of saying "nothing at all": 200, and empty lists wherever one asks. */
function withoutAny(target: Target): Finding {
  const { tokenId, settings } = target.configuration;
  return fail(
    check,
    'none at all: PVE answers 200 with empty lists. A token with privilege separation has none of its user’s rights, only those granted to the token itself',
    `Grant each role of docs/proxmox-setup.md, step 1, to the user and to the token, such as: ${grantCommands({ path: `/pool/${settings.pool}`, role: 'PortalGuests' }, tokenId)}`,
  );
}

/** A line for each feature that needs more. */
function featureFindings(permissions: Permissions, grant: Grant, tokenId: string): readonly Finding[] {
  return Object.entries(grant.features ?? {}).map(([feature, privileges]) => {
    const missing = missingOf(permissions, { ...grant, privileges });
    if (missing.length === 0) return ok(check, `for ${feature}, on ${grant.path}: ${privileges.join(', ')}`);
    const todo = `Put them into the role ${grant.role}: ${grantCommands(grant, tokenId)}`;
    return warn(check, `${feature} is off: on ${grant.path} lacks ${missing.join(', ')}`, todo);
  });
}

export async function checkRights(target: Target, major: number): Promise<readonly Finding[]> {
  const { inspector, configuration, signal } = target;
  const permissions = await tryTo(inspector.permissions(signal));
  if (isRefusal(permissions)) return [fail(check, `not readable: ${permissions.message}`, 'Try again.')];
  if (Object.keys(permissions).length === 0) return [withoutAny(target)];
  const { tokenId } = configuration;
  return neededGrants(configuration, major).flatMap((grant) => [
    grantFinding(permissions, grant, tokenId),
    ...featureFindings(permissions, grant, tokenId),
  ]);
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
