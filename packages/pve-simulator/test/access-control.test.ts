import { expect, test } from 'vitest';
import { AccessControl } from '../src/cluster/access-control.ts';
import type { AclEntry, ClusterSeed } from '../src/index.ts';

const empty = { name: 't', nodes: [], storages: [], pools: [], bridges: [], vms: [] };

function accessOf(acl: AclEntry[], more: Partial<ClusterSeed> = {}, pool: string | null = null) {
  const seed: ClusterSeed = { ...empty, tokens: [{ tokenId: 'a@pve!t', secret: 's', acl }], ...more };
  const access = new AccessControl(seed, 9, () => pool);
  const principal = access.authenticate(`${seed.tokens[0]?.tokenId}=s`);
  if (principal === null) throw new Error('the token is refused');
  return {
    may: (path: string, privilege: string) => access.may(principal, path, privilege),
    at: (path: string) => Object.fromEntries(access.privileges(principal, path)),
  };
}

test('an entry deeper in the path replaces the ones above it', () => {
  const access = accessOf([
    { path: '/', privileges: ['VM.Audit', 'VM.PowerMgmt'] },
    { path: '/vms/100', privileges: ['VM.Audit'] },
  ]);
  expect(access.may('/vms/101', 'VM.PowerMgmt')).toBe(true);
  expect(access.may('/vms/100', 'VM.PowerMgmt')).toBe(false);
});

test('an entry that does not propagate counts at its own path alone', () => {
  const access = accessOf([{ path: '/vms', privileges: ['VM.Audit'], propagate: false }]);
  expect(access.may('/vms', 'VM.Audit')).toBe(true);
  expect(access.may('/vms/100', 'VM.Audit')).toBe(false);
});

test('a VM adds what its pool grants', () => {
  const acl = [{ path: '/pool/p', privileges: ['VM.Audit'] }];
  expect(accessOf(acl, {}, 'p').may('/vms/100', 'VM.Audit')).toBe(true);
  expect(accessOf(acl, {}, null).may('/vms/100', 'VM.Audit')).toBe(false);
});

test('a separated token holds no more than its user does', () => {
  const acl = [{ path: '/', privileges: ['VM.Audit', 'VM.Allocate'] }];
  const users = [{ userId: 'a@pve', acl: [{ path: '/', privileges: ['VM.Audit'] }] }];
  const access = accessOf(acl, { users });
  expect(access.may('/vms/100', 'VM.Audit')).toBe(true);
  expect(access.may('/vms/100', 'VM.Allocate')).toBe(false);
});

test('a separated token’s right propagates only where its user’s does', () => {
  const acl = [{ path: '/nodes', privileges: ['Sys.Audit'] }];
  const users = [{ userId: 'a@pve', acl: [{ path: '/nodes', privileges: ['Sys.Audit'], propagate: false }] }];
  const access = accessOf(acl, { users });
  expect(access.at('/nodes')).toEqual({ 'Sys.Audit': false });
  expect(access.may('/nodes/pve1', 'Sys.Audit')).toBe(false);
});

test('a token without separation holds what its user holds', () => {
  const users = [{ userId: 'a@pve', acl: [{ path: '/', privileges: ['VM.Audit'] }] }];
  const tokens = [{ tokenId: 'a@pve!t', secret: 's', privilegeSeparation: false, acl: [] }];
  expect(accessOf([], { users, tokens }).may('/vms/100', 'VM.Audit')).toBe(true);
});

test.each([
  ['a@pve!t=wrong', {}],
  ['a@pve!u=s', {}],
  ['a@pve!t:s', {}],
  ['a@pve!t=s', { users: [{ userId: 'a@pve', enabled: false, acl: [] }] }],
  ['a@pve!t=s', { tokens: [{ tokenId: 'a@pve!t', secret: 's', expiresAt: 1, acl: [] }] }],
])('%s is refused with %j', (credentials, more) => {
  const seed: ClusterSeed = { ...empty, tokens: [{ tokenId: 'a@pve!t', secret: 's', acl: [] }], ...more };
  expect(new AccessControl(seed, 9, () => null).authenticate(credentials)).toBeNull();
});
