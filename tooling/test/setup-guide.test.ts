/** docs/proxmox-setup.md says what the check asks for, and its example is one that the portal takes. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClusters } from '@portal/configuration';
import { agentPrivilege } from '@portal/domain';
import { demoCluster } from '@portal/pve-simulator';
import { registerTemplateSchema, templateCheckCodes, templateChecks } from '@portal/types';
import { expect, test } from 'vitest';
import { fingerprintCommand } from '../src/pve-check/connection.ts';
import { neededGrants } from '../src/pve-check/privileges.ts';
import { repositoryRoot } from '../src/repository.ts';
import { temporaryFolder } from './temporary-folder.ts';

const guide = readFileSync(join(repositoryRoot, 'docs/proxmox-setup.md'), 'utf8');

const example = () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'clusters.json'),
    (/```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '').replace('AA:BB:…', 'AA'.repeat(32)),
  );
  return readClusters({ environment: { CLUSTERS_FILE: 'clusters.json' }, folder: folder.path });
};

/** The privileges that the check needs, by the role that holds them. */
const neededByRole = (): ReadonlyMap<string, readonly string[]> => {
  const [cluster] = example();
  if (cluster === undefined) throw new Error('The guide has no example.');
  return new Map(
    neededGrants(cluster, 9).map(({ role, privileges, features = {} }) => [
      role,
      [...new Set([...privileges, ...Object.values(features).flat()])].sort(),
    ]),
  );
};

const guideRoles = (): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...guide.matchAll(/pveum role add (\w+) --privs "([^"]+)"/g)].map(([, role = '', privileges = '']) => [
      role,
      privileges.split(' ').sort(),
    ]),
  );

/** To the user and to the token alike. */
const granted = () =>
  [...guide.matchAll(/pveum acl modify (\S+) +\$who --roles (\w+)( --propagate 0)?/g)].map(
    ([, path = '', role = '', here]) => ({ path, role, propagate: here === undefined }),
  );

test('the example of the guide is usable', () => {
  expect(example().map(({ settings }) => settings.name)).toEqual(['berlin', 'hamburg']);
});

test('the registration over REST that it shows is one that the portal takes', () => {
  const body: unknown = JSON.parse(/<<'JSON'\n([\s\S]*?)\nJSON\n/.exec(guide)?.[1] ?? '');
  expect(registerTemplateSchema.parse(body)).toMatchObject({ slug: 'debian-13', source: { cluster: 'berlin' } });
});

test('each check of a template is explained, as it is told', () => {
  const rows = readFileSync(join(repositoryRoot, 'docs/template-checks.md'), 'utf8').split('\n');
  const explained = rows.flatMap((row) => /^\| `(\w+)` \| (\w+) /.exec(row)?.slice(1).join(' ') ?? []);
  expect(explained).toEqual(templateCheckCodes.map((code) => `${code} ${templateChecks[code].severity}`));
});

test('its commands can be pasted into an interactive bash: a ! stands nowhere but between single quotes', () => {
  const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks.join('')).toContain('portal@pve!portal');
  expect(blocks.filter((block) => block.replace(/'[^'\n]*'/g, '').includes('!'))).toEqual([]);
});

test('one command, the same in the guide and in the check, shows the fingerprint of the certificate that a node serves', () => {
  expect(guide).toContain(`\n${fingerprintCommand}\n`);
  using folder = temporaryFolder();
  const asked = (): string => {
    const onNode = fingerprintCommand.replaceAll('/etc/pve/local', folder.path);
    return spawnSync('bash', ['-c', `openssl() { echo "$@"; }; ${onNode}`], { encoding: 'utf8' }).stdout.trim();
  };
  const command = 'x509 -noout -fingerprint -sha256 -in';
  expect(asked()).toBe(`${command} ${folder.path}/pve-ssl.pem`);
  writeFileSync(join(folder.path, 'pveproxy-ssl.pem'), '');
  expect(asked()).toBe(`${command} ${folder.path}/pveproxy-ssl.pem`);
});

test('the roles of the guide hold exactly what is needed', () => {
  const ofPve = ['PVESDNUser'];
  expect(guideRoles()).toEqual(new Map([...neededByRole()].filter(([role]) => !ofPve.includes(role))));
});

test('the guide grants each role on the paths where it is needed, to the user and to the token', () => {
  const [cluster] = example();
  if (cluster === undefined) throw new Error('The guide has no example.');
  const needed = neededGrants(cluster, 9)
    .filter(({ path }) => path !== '/storage/ceph-slow')
    .map(({ path, role, reach }) => ({ path, role, propagate: reach !== 'here' }));
  expect(granted()).toEqual(expect.arrayContaining(needed));
  expect(granted()).toHaveLength(needed.length);
});

test('the simulated cluster’s user and token have what the guide grants, and no more', () => {
  const roles = new Map<string, readonly string[]>([...guideRoles(), ['PVESDNUser', ['SDN.Audit', 'SDN.Use']]]);
  const expected = granted().map(({ role, ...entry }) => ({ ...entry, privileges: roles.get(role) }));
  const seed = demoCluster({ tokenSecret: 'secret' });
  const holders = [...(seed.users ?? []), ...seed.tokens];
  expect(holders).toHaveLength(2);
  for (const { acl } of holders) {
    const held = acl.map(({ path, privileges, propagate = true }) => ({
      ...{ path, propagate },
      privileges: [...privileges].sort(),
    }));
    expect(held).toEqual(expect.arrayContaining(expected));
    expect(held).toHaveLength(expected.length);
  }
});

test('the table of the guide explains every privilege, and no other', () => {
  const table = guide.slice(guide.indexOf('| privilege |'), guide.indexOf('PVE 9 dropped'));
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  const explained = new Set(cells.flatMap((cell) => [...cell.matchAll(/`([A-Z][\w.]+)`/g)].map(([, name]) => name)));
  const needed = [...neededByRole().values()].flat();
  expect([...explained].sort()).toEqual([...new Set([...needed, agentPrivilege(8)])].sort());
});
