/** `pnpm pve:check` against the simulator: what it finds, what it advises, and its exit code. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClusters } from '@portal/configuration';
import { expect, test } from 'vitest';
import { findOffers } from '../src/pve-check/offers.ts';
import { repositoryRoot } from '../src/repository.ts';
import { checkedCluster, debian, demoSeed, failures, seedWith, wrongSecret } from './checked-cluster.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a cluster that is set up as the guide says passes, and is only read', async () => {
  await using cluster = await checkedCluster();
  const { code, said } = await cluster.check();
  expect(failures(said)).toEqual([]);
  expect(code).toBe(0);
  for (const check of ['address', 'tls', 'token', 'release', 'quorum', 'nodes', 'clock', 'rights', 'pool'])
    expect(said).toMatch(new RegExp(`^  ok +${check} `, 'm'));
  expect(said).toContain('5000 to 5050: 51 free');
  expect(said).toContain('debian-13 (9004), on pve3, cloud-init, agent');
  const requests = await cluster.simulator.control.requests();
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('space is asked for where a clone takes it: not for CD images, and for full clones on their target alone', async () => {
  const fast = { id: 'fast', type: 'rbd', shared: true, content: ['images'], capacityBytes: 2 ** 40 } as const;
  const entries = [
    { path: '/storage/fast', privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'] },
    { path: '/storage/ceph-vm', privileges: ['Datastore.Audit'] },
  ];
  const seed = seedWith(['/storage/ceph-vm'], entries);
  await using cluster = await checkedCluster({ ...seed, storages: [...seed.storages, fast] });
  await cluster.simulator.control.updateConfig(9004, { ide0: 'local:iso/virtio-win.iso,media=cdrom' });
  const configured = { storages: ['fast'] };
  const full = await cluster.check({ configured, offers: [{ ...debian, cloneMode: 'full' }] });
  expect(failures(full.said)).toEqual([]);
  const { said } = await cluster.check({ configured });
  expect(failures(said).map((line) => line.replace(/^ +fail +template +/, ''))).toEqual([
    'debian-13 (9004): lies on ceph-vm, where the token lacks Datastore.AllocateSpace',
  ]);
});

test('a wrong secret and a wrong address each end the check with their own words', async () => {
  await using cluster = await checkedCluster();
  const wrong = await cluster.check({ configured: { tokenSecret: { file: 'wrong-secret' } } });
  expect(wrong.code).toBe(1);
  expect(wrong.said).toMatch(/^ {2}ok +address/m);
  expect(wrong.said).toMatch(/^ {2}fail +token +refused with 401: portal@pve!portal/m);
  expect(wrong.said).not.toContain(wrongSecret);
  expect(wrong.said).not.toContain('quorum');
  const nowhere = await cluster.check({ configured: { url: 'http://127.0.0.1:9' } });
  expect(nowhere.code).toBe(1);
  expect(nowhere.said).toMatch(/^ {2}fail +address +The cluster could not be reached/m);
  const noSecret = await cluster.check({ configured: { tokenSecret: { file: 'gone' } } });
  expect(noSecret.code).toBe(1);
  expect(noSecret.said).toMatch(
    /^ {2}fail +configuration +Cluster lab, secret of its token: the file that it names cannot be read/m,
  );
});

test('a missing pool, an unknown storage and one that holds no disks are named', async () => {
  const iso = { id: 'isos', type: 'dir', shared: true, content: ['iso'], capacityBytes: 2 ** 40 } as const;
  const [token] = demoSeed.tokens;
  if (token === undefined) throw new Error('the demo has no token');
  const acl = [...token.acl, { path: '/storage/isos', privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'] }];
  await using cluster = await checkedCluster({
    ...demoSeed,
    storages: [...demoSeed.storages, iso],
    users: [{ userId: 'portal@pve', acl }],
    tokens: [{ ...token, acl }],
  });
  const { code, said } = await cluster.check({ configured: { pool: 'support', storages: ['ceph', 'isos'] } });
  expect(code).toBe(1);
  expect(said).toMatch(/^ {2}fail +pool +support does not exist, or the token may not see it/m);
  expect(said).toMatch(/^ {2}fail +storage +ceph is not there, or the token may not see it/m);
  expect(said).toMatch(/^ {2}fail +storage +isos holds iso, and no disks/m);
  expect(said).toContain('pvesm set isos --content images,iso');
});

test('VMs of others inside the range are found, seen or unseen, and a full range fails', async () => {
  await using cluster = await checkedCluster();
  const { control } = cluster.simulator;
  await control.createVm({ vmid: 5003, node: 'pve1', name: 'somebody-elses' });
  const { code, said } = await cluster.check();
  expect(code).toBe(0);
  expect(said).toMatch(/^ {2}ok +vmids +5000 to 5050: 50 free/m);
  expect(said).toMatch(/^ {2}warn +vmids +5003: taken by VMs that the token may not see/m);
  const full = await cluster.check({ configured: { vmidMin: 5003, vmidMax: 5003 } });
  expect(full.code).toBe(1);
  expect(full.said).toMatch(/^ {2}fail +vmids +5003 to 5003: none is free/m);
});

test('a token that sees less than it should calls no VM of the portal somebody else’s', async () => {
  const blind = (gone: readonly string[]) => {
    const tokens = demoSeed.tokens.map((token) => ({
      ...token,
      acl: token.acl.map((entry) => ({
        ...entry,
        privileges: entry.privileges.filter((name) => !gone.includes(name)),
      })),
    }));
    return checkedCluster({ ...demoSeed, tokens });
  };
  const own = { vmid: 5003, node: 'pve1', name: 'ours', pool: 'support-portal', config: { tags: 'support-portal' } };
  for (const [gone, told] of [
    [['Pool.Audit'], '5003: with the portal’s tag, and not seen in the pool support-portal'],
    [['VM.Audit'], '5003: taken by VMs that the token may not see'],
  ] as const) {
    await using cluster = await blind(gone);
    await cluster.simulator.control.createVm(own);
    const { said } = await cluster.check();
    expect(said).toContain(told);
    expect(said).not.toContain('not the portal’s');
  }
});

test('a remedy is for the fault that was met: a right is asked for where one is missing, and nowhere else', async () => {
  await using cluster = await checkedCluster();
  await cluster.simulator.control.addFault({
    match: { path: '/nodes/pve1/time$' },
    times: 10,
    when: 'before',
    action: { kind: 'status', status: 500, reason: 'clock is broken' },
  });
  const { said } = await cluster.check();
  const [, todo] = /warn +clock +of pve1 not readable: .*\n +→ (.*)/.exec(said) ?? [];
  expect(todo).toContain('Try again');
  expect(said).not.toContain('Sys.Audit on /nodes (see');
});

test('offers are the demo’s in the demo alone', async () => {
  await using cluster = await checkedCluster();
  const { said } = await cluster.check({ offers: [], origin: null });
  expect(said).toContain('no offers known: no database of the portal answers');
  using folder = temporaryFolder();
  const entry = { name: 'lab', url: 'https://pve.invalid:8006', tokenId: 'portal@pve!portal', storages: ['ceph-vm'] };
  const file = { clusters: [{ ...entry, tokenSecret: { env: 'SECRET' } }] };
  writeFileSync(join(folder.path, 'clusters.json'), JSON.stringify(file));
  const clusters = readClusters({ environment: { CLUSTERS_FILE: 'clusters.json' }, folder: folder.path });
  const real = { clusters, templatesFile: undefined, databaseUrl: undefined };
  expect(await findOffers(real)).toEqual({ offers: [], origin: null });
});

test('the longest range there is is counted, and a sample of it asked', async () => {
  await using cluster = await checkedCluster();
  await cluster.simulator.control.createVm({ vmid: 5003, node: 'pve1', name: 'seen', pool: 'support-portal' });
  const { said } = await cluster.check({ configured: { vmidMax: 999_999_999 } });
  // All ids from 5000 on but those of this VM and of the demo's six templates.
  expect(said).toMatch(/^ {2}ok +vmids +5000 to 999999999: 999994993 free, as far as seen/m);
  const asked = (await cluster.simulator.control.requests()).filter(({ path }) => path.endsWith('/cluster/nextid'));
  const ids = asked.map(({ parameters }) => Number(parameters.vmid));
  expect(new Set(ids).size).toBe(100);
  expect(Math.min(...ids)).toBe(5000);
  expect(Math.max(...ids)).toBeGreaterThan(980_000_000);
});

test('clocks that differ by seconds are told, and by minutes are a failure', async () => {
  await using cluster = await checkedCluster();
  const seconds = await cluster.check({ skewMs: -20_000 });
  expect(seconds.code).toBe(0);
  expect(seconds.said).toMatch(/^ {2}warn +clock +pve1 is (19|20|21) s ahead of this machine/m);
  const minutes = await cluster.check({ skewMs: 3_600_000 });
  expect(minutes.code).toBe(1);
  expect(minutes.said).toMatch(/^ {2}fail +clock +pve3 is 3\d{3} s behind this machine/m);
});

test('templates that would fail in front of a person are found before', async () => {
  await using cluster = await checkedCluster();
  const { control } = cluster.simulator;
  await control.createVm({ vmid: 9100, node: 'pve1', name: 'no-template', pool: 'support-portal' });
  const small = { ...debian, slug: 'small', diskGiB: { min: 4, default: 4, max: 8 } };
  const offers = [{ ...debian, slug: 'bare', sourceVmid: 9100 }, { ...debian, slug: 'gone', sourceVmid: 9999 }, small];
  const { code, said } = await cluster.check({ offers });
  expect(code).toBe(1);
  expect(
    failures(said).map((line) => /^ +fail +template +(.*?)\. .*(\[.*\])$|(gone.*)/.exec(line)?.slice(1).join('')),
  ).toEqual([
    'bare (9100): The PVE template is a VM, not a template[not_a_template]',
    'bare (9100): The PVE template has no disk scsi0, only none[disk_missing]',
    'bare (9100): The PVE template has no cloud-init drive[cloud_init_drive_missing]',
    'bare (9100): The PVE template has the guest agent switched off in its options[agent_off]',
    'bare (9100): The PVE template has no network card[network_card_missing]',
    'gone (9999): does not exist, or the token may not see it',
    'small (9004): The PVE template has 8 GiB on scsi0, more than the smallest size offered[disk_too_large]',
  ]);
});

test('what every VM would have from its template is told, with what follows from it and what to do', async () => {
  await using cluster = await checkedCluster();
  const { control } = cluster.simulator;
  await control.updateConfig(9004, { protection: 1, balloon: 1024, onboot: 1, hostpci0: '0000:01:00' });
  const { code, said } = await cluster.check();
  expect(code).toBe(1);
  const told = [...said.matchAll(/^ +(warn|fail) +template +debian-13 \(9004\): (.*) \[(.*)\]\n +→ (.*)$/gm)];
  expect(told.map(([, verdict, , check, todo]) => [verdict, check, todo])).toEqual([
    ['fail', 'passthrough', 'qm set 9004 --delete hostpci0'],
    ['warn', 'protected', 'qm set 9004 --protection 0'],
    ['warn', 'ballooning_minimum', expect.stringContaining('1024 MiB')],
    ['warn', 'starts_with_node', 'qm set 9004 --onboot 0'],
  ]);
  expect(told.every(([, , found]) => /\. [A-Z]/.test(found ?? ''))).toBe(true);
});

test('a cluster without quorum fails', async () => {
  await using cluster = await checkedCluster();
  await cluster.simulator.control.setQuorum(false);
  const { code, said } = await cluster.check();
  expect(code).toBe(1);
  expect(said).toMatch(/^ {2}fail +quorum +lost/m);
});

test('a template or a cluster that is not there is a wrong use of the command', async () => {
  await using cluster = await checkedCluster();
  expect(await cluster.check({ canary: 'debian' })).toEqual({
    code: 2,
    said: 'There is no offer "debian" on lab. Offers: debian-13',
  });
  expect(await cluster.check({ cluster: 'other' })).toEqual({
    code: 2,
    said: 'There is no cluster "other". Configured: lab',
  });
  expect((await cluster.check({ canary: '8999' })).said).toMatch(/fail +canary +not begun: 8999 is no template here/);
});

test('the command ends with 2 for an option that it does not know and for a configuration that is not usable', () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'clusters.json'), '{"clusters":[{"name":"lab","tokenSecret":"in-clear"}]}');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(repositoryRoot, 'tooling/src/main.ts'), 'pve:check', ...args], {
      encoding: 'utf8',
      env: { CLUSTERS_FILE: join(folder.path, 'clusters.json'), PORTAL_DATA_DIR: folder.path },
    });
  const usage = run('--everything');
  expect([usage.status, usage.stdout]).toEqual([2, expect.stringContaining('--canary TEMPLATE')]);
  const unusable = run();
  expect([unusable.status, unusable.stderr]).toEqual([2, expect.stringContaining('cluster lab: tokenSecret: takes')]);
  expect(unusable.stderr).not.toContain('in-clear');
});
