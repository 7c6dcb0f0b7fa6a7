/** Logging in: a ticket, the token against forged requests, and what the user may do, sorted for the web interface. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessControl } from '../cluster/access-control.ts';
import { ApiError } from '../http/api-error.ts';
import { optionalFlag, optionalText, privilegeListFormat, realmFormat } from '../http/parameter-formats.ts';
import { type Answer, type Call, type Route, route } from '../http/route.ts';

/** Which privileges a section of the web interface cares about. */
const sections: Readonly<Record<string, RegExp>> = {
  vms: /^(?:VM\.|Permissions\.Modify)/,
  access: /^(?:User\.|Group\.|Permissions\.Modify)/,
  storage: /^(?:Datastore\.|Permissions\.Modify)/,
  nodes: /^(?:Sys\.|Permissions\.Modify)/,
  sdn: /^(?:SDN\.|Permissions\.Modify)/,
  dc: /^(?:Sys\.Audit|Sys\.Modify|SDN\.)/,
  mapping: /^(?:Mapping\.|Permissions\.Modify)/,
};
const everyonesPaths = ['/', '/nodes', '/access/groups', '/vms', '/storage', '/sdn', '/mapping'];

/** Of a pool, machines count as machines and space counts as storage. */
function sectionOf(path: string, privilege: string): string | null {
  const top = /^\/(\w+)/.exec(path)?.[1] ?? 'dc';
  if (top !== 'pool') return sections[top]?.test(privilege) === true ? top : null;
  if (privilege.startsWith('VM.')) return 'vms';
  return privilege === 'Datastore.AllocateSpace' ? 'storage' : null;
}

function capabilities(access: AccessControl, authId: string): Record<string, Record<string, 1>> {
  const found: Record<string, Record<string, 1>> = Object.fromEntries(Object.keys(sections).map((name) => [name, {}]));
  for (const path of [...everyonesPaths, ...access.aclPaths({ authId })]) {
    for (const privilege of access.privileges({ authId }, path).keys()) {
      const section = found[sectionOf(path, privilege) ?? ''];
      if (section !== undefined) section[privilege] = 1;
    }
  }
  return found;
}

async function createTicket(call: Call): Promise<Answer> {
  const { access, parameters, cluster } = call;
  const name = parameters.text('username');
  const realm = parameters.optionalText('realm');
  const userId = realm === undefined || name.includes('@') ? name : `${name}@${realm}`;
  const principal = access.login(userId, parameters.text('password'));
  if (principal === null) {
    await delay(cluster.timing.authFailureDelayMs, undefined, { ref: false });
    throw new ApiError({ status: 401, message: 'authentication failure\n', form: 'json' });
  }
  return {
    data: {
      username: userId,
      ticket: access.tickets.issue(userId),
      CSRFPreventionToken: access.tickets.issueCsrfToken(userId),
      cap: capabilities(access, userId),
      ...(cluster.nodes.length > 1 ? { clustername: cluster.seed.name } : {}),
    },
  };
}

export const ticketRoutes: readonly Route[] = [
  route('POST /access/ticket', {
    protected: true,
    allowToken: false,
    permission: { kind: 'world' },
    takes: {
      username: { type: 'string', maxLength: 64 },
      password: { type: 'string' },
      realm: { ...optionalText, maxLength: 32, format: realmFormat },
      otp: optionalText,
      path: { ...optionalText, maxLength: 64, requires: 'privs' },
      privs: { ...optionalText, maxLength: 64, requires: 'path', format: privilegeListFormat },
      'new-format': optionalFlag,
      'tfa-challenge': optionalText,
    },
    handle: createTicket,
  }),
];
