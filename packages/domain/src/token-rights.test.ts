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
  expect(missing({ '/': everything, [pool]: rest })).toMatchObject({ console: ['VM.Console'], machines: [] });
});

test('a feature is off for what it lacks itself, and none is before the token was asked', () => {
  const { 'VM.Config.CPU': _cpu, 'VM.Config.Disk': _disk, ...rest } = everything;
  const found = missing({ [pool]: rest });
  expect(featureObstacle(found, 'resize')?.params.privileges).toBe('VM.Config.CPU, VM.Config.Disk');
  expect(featureObstacle(found, 'console')).toBeNull();
  expect(featureObstacle(null, 'resize')).toBeNull();
});
