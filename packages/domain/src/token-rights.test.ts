import { expect, test } from 'vitest';
import { aCluster } from '../test/records.ts';
import {
  agentPrivilege,
  featureObstacle,
  featurePrivileges,
  missingPrivileges,
  type Permissions,
} from './token-rights.ts';

const cluster = aCluster();
const pool = `/pool/${cluster.pool}`;
const everything = Object.fromEntries(
  Object.values(featurePrivileges(9))
    .flat()
    .map((privilege) => [privilege, true]),
);

const missing = (permissions: Permissions) => missingPrivileges(permissions, cluster, 9);

test('the agent is asked by the privilege that the release knows', () => {
  expect([agentPrivilege(8), agentPrivilege(9)]).toEqual(['VM.Monitor', 'VM.GuestAgent.Audit']);
});

test('a token without any ACL lacks all of every feature', () => {
  expect(missing({})).toEqual(featurePrivileges(9));
});

test('what propagates from above counts, until a nearer path replaces it', () => {
  const none = Object.values(missing({ '/': everything })).flat();
  expect(none).toEqual([]);
  const { 'VM.Console': _, ...rest } = everything;
  expect(missing({ '/pool': everything, [pool]: rest, '/vms': rest })).toMatchObject({
    console: ['VM.Console'],
    machines: [],
  });
});

test('a VM’s own path counts as its pool does, each for what the other lacks', () => {
  const { 'VM.Console': _vnc, 'Pool.Audit': _pool, ...rest } = everything;
  const split = { [pool]: { 'Pool.Audit': true }, '/vms': rest };
  expect(missing(split)).toMatchObject({ machines: [], snapshots: [], console: ['VM.Console'] });
  expect(missing({ ...split, [pool]: { 'Pool.Audit': true, 'VM.Console': true } }).console).toEqual([]);
  expect(missing({ '/vms': everything }).machines).toEqual(['Pool.Audit']);
});

test('what does not reach below the VMs’ path is held on none of them', () => {
  const here = Object.fromEntries(Object.keys(everything).map((privilege) => [privilege, false]));
  expect(missing({ '/vms': here })).toEqual(featurePrivileges(9));
});

test('whoever may take snapshots may return to one, and not the other way round', () => {
  expect(missing({ [pool]: { 'VM.Snapshot': true } })).toMatchObject({ snapshots: [], rollback: [] });
  const found = missing({ [pool]: { 'VM.Snapshot.Rollback': true } });
  expect(found).toMatchObject({ snapshots: ['VM.Snapshot'], rollback: [] });
});

test('a feature is off for what it lacks itself, and none is before the token was asked', () => {
  const { 'VM.Config.CPU': _cpu, 'VM.Config.Disk': _disk, ...rest } = everything;
  const found = missing({ [pool]: rest });
  expect(featureObstacle(found, 'resize')?.params.privileges).toBe('VM.Config.CPU, VM.Config.Disk');
  expect(featureObstacle(found, 'console')).toBeNull();
  expect(featureObstacle(null, 'resize')).toBeNull();
});
