/** Users and their API tokens, as far as an administrator needs them to set a portal up and to lock one out. */

import { dieError, parameterError } from '../http/api-error.ts';
import {
  configIdListFormat,
  emailFormat,
  groupIdListFormat,
  optionalCount,
  optionalFlag,
  optionalText,
  userRule,
} from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { type Answer, type Call, type PermissionCheck, type Route, route } from '../http/route.ts';
import type { TokenSeed } from '../seed/cluster-seed.ts';

function assertWritable(call: Call, what: string): void {
  if (!call.cluster.quorate) throw dieError(`${what} failed: cfs-lock 'file-user_cfg' error: no quorum!`);
}

function requireUser(call: Call): string {
  const userId = call.parameters.text('userid');
  if (!call.access.hasUser(userId)) throw dieError(`no such user ('${userId}')`);
  return userId;
}

function requireToken(call: Call): TokenSeed {
  const userId = requireUser(call);
  const name = call.parameters.text('tokenid');
  const token = call.access.token(`${userId}!${name}`);
  if (token === null) throw dieError(`no such token '${name}' for user '${userId}'`);
  return token;
}

function described(token: TokenSeed): Record<string, unknown> {
  return { expire: token.expiresAt ?? 0, privsep: (token.privilegeSeparation ?? true) ? 1 : 0 };
}

function createToken(call: Call): Answer {
  const tokenId = `${requireUser(call)}!${call.parameters.text('tokenid')}`;
  if (call.access.token(tokenId) !== null) throw parameterError({ tokenid: 'Token already exists.' });
  assertWritable(call, 'create token');
  const privilegeSeparation = call.parameters.flag('privsep') ?? true;
  const expiresAt = call.parameters.optionalInteger('expire') ?? 0;
  const value = call.access.createToken({ tokenId, privilegeSeparation, expiresAt });
  const expire = expiresAt === 0 ? {} : { expire: String(expiresAt) };
  return { data: { 'full-tokenid': tokenId, value, info: { privsep: privilegeSeparation ? 1 : 0, ...expire } } };
}

function updateToken(call: Call): Answer {
  const token = requireToken(call);
  assertWritable(call, 'update token');
  const { tokenId } = token;
  const privilegeSeparation = call.parameters.flag('privsep') ?? token.privilegeSeparation ?? true;
  const expiresAt = call.parameters.optionalInteger('expire') ?? token.expiresAt ?? 0;
  if (call.parameters.flag('regenerate') !== true) {
    call.access.updateToken({ ...token, privilegeSeparation, expiresAt });
    return { data: described({ ...token, privilegeSeparation, expiresAt }) };
  }
  const value = call.access.createToken({ tokenId, privilegeSeparation, expiresAt });
  return { data: { 'full-tokenid': tokenId, value, ...described({ ...token, privilegeSeparation, expiresAt }) } };
}

function removeToken(call: Call): Answer {
  const { tokenId } = requireToken(call);
  assertWritable(call, 'remove token');
  call.access.removeToken(tokenId);
  return { data: null };
}

function updateUser(call: Call): Answer {
  const userId = requireUser(call);
  assertWritable(call, 'update user');
  const enable = call.parameters.flag('enable');
  if (enable !== undefined) call.access.setUserEnabled(userId, enable);
  return { data: null };
}

function changePassword(call: Call): Answer {
  const userId = requireUser(call);
  assertWritable(call, 'change password');
  call.access.setPassword(userId, call.parameters.text('password'));
  return { data: null };
}

const ownOrManaged: PermissionCheck = {
  kind: 'or',
  checks: [{ kind: 'self' }, { kind: 'userGroup', privileges: ['User.Modify'] }],
};
const tokenSettings = { comment: optionalText, expire: optionalCount, privsep: optionalFlag } as const;
const tokenPath = '/access/users/{userid}/token/{tokenid}';
const upTo = (maxLength: number): ParameterRule => ({ ...optionalText, maxLength });

const lastingRoutes: readonly Route[] = [
  route(`GET ${tokenPath}`, { permission: ownOrManaged, handle: (call) => ({ data: described(requireToken(call)) }) }),
  route(`POST ${tokenPath}`, {
    protected: true,
    permission: ownOrManaged,
    takes: { ...tokenSettings },
    handle: createToken,
  }),
  route(`DELETE ${tokenPath}`, { protected: true, permission: ownOrManaged, handle: removeToken }),
  route('PUT /access/users/{userid}', {
    protected: true,
    permission: { kind: 'userGroup', privileges: ['User.Modify'], groups: 'update' },
    takes: {
      enable: optionalFlag,
      expire: optionalCount,
      append: { ...optionalFlag, requires: 'groups' },
      groups: { ...optionalText, format: groupIdListFormat },
      comment: upTo(2048),
      email: { ...upTo(254), format: emailFormat },
      firstname: upTo(1024),
      lastname: upTo(1024),
      keys: { ...optionalText, pattern: /^[0-9a-zA-Z!=]{0,4096}$/ },
    },
    handle: updateUser,
  }),
  route('PUT /access/password', {
    protected: true,
    allowToken: false,
    permission: ownOrManaged,
    takes: {
      userid: userRule,
      password: { type: 'string', minLength: 8, maxLength: 64 },
      'confirmation-password': { ...optionalText, minLength: 5, maxLength: 64 },
    },
    handle: changePassword,
  }),
];

export function userRoutes(majorVersion: number): readonly Route[] {
  // New secrets for old tokens came with PVE 9.1.
  const regenerate = majorVersion >= 9 ? { regenerate: optionalFlag } : {};
  const update = route(`PUT ${tokenPath}`, {
    protected: true,
    permission: ownOrManaged,
    takes: { ...tokenSettings, ...regenerate, delete: { ...optionalText, format: configIdListFormat } },
    handle: updateToken,
  });
  return [...lastingRoutes, update];
}
