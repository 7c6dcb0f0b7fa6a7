/** `pnpm pve:check` and the rights of its token: what is missing where, for which feature, and how it is granted. */
import type { AclEntry } from '@portal/pve-simulator';
import { expect, test } from 'vitest';
import { checkedCluster, demoSeed, failures, seedWith } from './checked-cluster.ts';

test('a token with privilege separation and no ACL is told from an empty cluster', async () => {
  const [token] = demoSeed.tokens;
  if (token === undefined) throw new Error('the demo has no token');
  await using cluster = await checkedCluster({ ...demoSeed, tokens: [{ ...token, acl: [] }] });
  const { code, said } = await cluster.check();
  expect(code).toBe(1);
  expect(said).toContain('none at all: PVE answers 200 with empty lists. A token with privilege separation has none');
  expect(said).toContain("pveum acl modify /pool/support-portal --tokens 'portal@pve!portal' --roles PortalGuests");
  expect(said).toMatch(/^ {2}fail +quorum +not readable/m);
});

test('each missing privilege is named with its path', async () => {
  const [token] = demoSeed.tokens;
  if (token === undefined) throw new Error('the demo has no token');
  const without = (gone: readonly string[]) =>
    token.acl.map((entry) => ({ ...entry, privileges: entry.privileges.filter((name) => !gone.includes(name)) }));
  const acl = without(['VM.Snapshot', 'VM.GuestAgent.Audit', 'Datastore.AllocateSpace']);
  await using cluster = await checkedCluster({ ...demoSeed, tokens: [{ ...token, acl }] });
  const { code, said } = await cluster.check();
  expect(code).toBe(1);
  expect(failures(said).map((line) => line.replace(/\s+/g, ' '))).toEqual([
    ' fail rights on /pool/support-portal: lacks VM.GuestAgent.Audit',
    ' fail rights on /storage/ceph-vm: lacks Datastore.AllocateSpace',
  ]);
  expect(said).toMatch(/^ {2}warn +rights +making snapshots is off: on \/pool\/support-portal lacks VM\.Snapshot$/m);
  const { said: withoutSnapshots } = await cluster.check({ configured: { snapshotsPerVm: 0 } });
  expect(withoutSnapshots).not.toContain('snapshots');
  const { said: elsewhere } = await cluster.check({ configured: { storages: ['local'] } });
  expect(elsewhere).toContain('debian-13 (9004): lies on ceph-vm, where the token lacks Datastore.AllocateSpace');
});

test('a privilege that a single feature needs is named with the feature, which alone is off', async () => {
  const [token] = demoSeed.tokens;
  if (token === undefined) throw new Error('the demo has no token');
  const acl = token.acl.map((entry) => ({
    ...entry,
    privileges: entry.privileges.filter((name) => name !== 'VM.Console'),
  }));
  await using cluster = await checkedCluster({ ...demoSeed, tokens: [{ ...token, acl }] });
  const { code, said } = await cluster.check();
  expect(code).toBe(0);
  expect(said).toMatch(/^ {2}warn +rights +the console is off: on \/pool\/support-portal lacks VM\.Console$/m);
});

test('what has to propagate and does not is missing, and the advice says how it is granted', async () => {
  const acl = [{ path: '/nodes', privileges: ['Sys.Audit'], propagate: false }];
  await using cluster = await checkedCluster(seedWith(['/', '/nodes'], acl));
  const { code, said } = await cluster.check();
  expect(code).toBe(1);
  expect(said).toMatch(/^ {2}fail +rights +on \/nodes: lacks Sys\.Audit on what lies below it$/m);
  const grant = (path: string, who: string, propagate: 0 | 1) =>
    `pveum acl modify ${path} ${who} --roles PortalAudit --propagate ${propagate}`;
  for (const who of ["--users 'portal@pve'", "--tokens 'portal@pve!portal'"]) {
    expect(said).toContain(grant('/nodes', who, 1));
    expect(said).toContain(grant('/', who, 0));
  }
});

test('what does not propagate takes nothing away of what reaches beyond it from above', async () => {
  const acl = ['/', '/nodes'].map((path) => ({ path, privileges: ['Sys.Audit'], propagate: path === '/' }));
  await using cluster = await checkedCluster(seedWith(['/', '/nodes'], acl));
  const { code, said } = await cluster.check();
  expect(failures(said)).toEqual([]);
  expect(code).toBe(0);
});

test('a template’s network cards are looked at one by one: their bridge, their VLAN tag, and whether a right reaches them', async () => {
  const zone = '/sdn/zones/localnetwork';
  const use = ['SDN.Use'];
  const lacking = (card: string) => `debian-13 (9004): has a network card on ${card}, where the token lacks SDN.Use`;
  const here = { path: `${zone}/vmbr0`, privileges: use, propagate: false };
  const table: readonly (readonly [readonly AclEntry[], string | undefined, readonly string[]])[] = [
    [[here], undefined, []],
    [[here], '20', [lacking('vmbr0 with VLAN tag 20')]],
    [[here, { path: zone, privileges: use }], '20', []],
    [[{ path: `${zone}/vmbr0`, privileges: use }], '20', []],
    [[{ path: `${zone}/vmbr0/20`, privileges: use }], undefined, [lacking('vmbr0')]],
    [[{ path: `${zone}/vmbr1`, privileges: use }], undefined, [lacking('vmbr0')]],
    [[{ path: '/sdn/zones/office', privileges: use }], undefined, [lacking('vmbr0')]],
    [[{ path: zone, privileges: use, propagate: false }], undefined, [`on ${zone}: lacks`, lacking('vmbr0')]],
  ];
  for (const [entries, tag, expected] of table) {
    await using cluster = await checkedCluster(seedWith([zone], entries));
    if (tag !== undefined)
      await cluster.simulator.control.updateConfig(9004, { net0: `virtio=BC:24:11:00:00:20,bridge=vmbr0,tag=${tag}` });
    const { said } = await cluster.check();
    const failed = failures(said);
    expect(failed).toHaveLength(expected.length);
    for (const [index, what] of expected.entries()) expect(failed[index]).toContain(what);
    // The check agrees with the cluster.
    const { said: tried } = await cluster.check({ canary: 'debian-13' });
    expect(/fail +canary +Permission check failed \(\/sdn/.test(tried)).toBe(expected.length > 0);
  }
});

test('a right on the nodes’ own bridges is not taken for one on what may be a VNet', async () => {
  const use = ['SDN.Use'];
  const card = 'debian-13 (9004): has a network card on office';
  const table: readonly (readonly [AclEntry, readonly string[]])[] = [
    [
      { path: '/sdn/zones/localnetwork', privileges: use },
      [`warn ${card}, where the token has SDN.Use unless that is`],
    ],
    [{ path: '/sdn/zones/localnetwork/vmbr0', privileges: use }, [`fail ${card}, where the token lacks SDN.Use`]],
    [{ path: '/sdn/zones/campus', privileges: use }, []],
    [{ path: '/sdn/zones', privileges: use }, []],
  ];
  for (const [entry, expected] of table) {
    await using cluster = await checkedCluster(seedWith(['/sdn/zones/localnetwork'], [entry]));
    await cluster.simulator.control.updateConfig(9004, { net0: 'virtio,bridge=office' });
    const { said } = await cluster.check();
    const told = [...said.matchAll(/^ +(warn|fail) +template +(.*)\n +→ (.*)$/gm)];
    expect(told).toHaveLength(expected.length);
    for (const [index, [, verdict, found, todo]] of told.entries()) {
      expect(`${verdict} ${found}`).toContain(expected[index]);
      expect(todo).toContain("pveum acl modify /sdn/zones/<its zone> --tokens 'portal@pve!portal' --roles PVESDNUser");
    }
  }
});
