// What the operator's check sees of a cluster, and of one where its token may see nothing.
import { demoCluster, demoPool, demoTokenId, fastTiming, startSimulator } from '@portal/pve-simulator';
import { expect, test } from 'vitest';
import { createProxmoxInspector } from '../src/index.ts';
import { codeOf } from './error-code.ts';
import { createRecordingLog } from './recording-log.ts';
import { soon } from './soon.ts';

const tokenSecret = '7f3c2d1e-0000-4000-8000-secretsecret';

/** `acl` in place of what the portal's token may do. */
const inspect = async (acl?: readonly []) => {
  const seed = demoCluster({ tokenSecret });
  const tokens = seed.tokens.map((token) => (acl === undefined ? token : { ...token, acl: [...acl] }));
  const simulator = await startSimulator({ cluster: { ...seed, tokens }, timing: fastTiming });
  const inspector = createProxmoxInspector({
    ...{ url: simulator.url, tokenId: demoTokenId, tokenSecret, tls: { kind: 'system' as const } },
    log: createRecordingLog(),
  });
  return {
    ...{ simulator, inspector },
    async [Symbol.asyncDispose]() {
      await inspector.close();
      await simulator.close();
    },
  };
};

test('version, rights, pool, nodes, clocks, storages and VMs are read as PVE tells them', async () => {
  await using running = await inspect();
  const { inspector, simulator } = running;
  expect(await inspector.version(soon())).toMatch(/^9\./);
  const permissions = await inspector.permissions(soon());
  expect(permissions['/']).toEqual({ 'Sys.Audit': false });
  expect(permissions['/nodes']).toEqual({ 'Sys.Audit': true });
  expect(permissions[`/pool/${demoPool}`]).toHaveProperty('VM.Clone');
  expect(await inspector.pool(demoPool, soon())).toContainEqual({ type: 'vm', id: '9000', node: 'pve1' });
  expect(await inspector.pool('nosuch', soon())).toBeNull();
  expect(await inspector.nodes(soon())).toContainEqual({ name: 'pve1', online: true });
  await simulator.control.setClockSkew('pve2', 3_600_000);
  const aheadMs = (await inspector.nodeTime('pve2', soon())).getTime() - Date.now();
  expect(Math.abs(aheadMs - 3_600_000)).toBeLessThan(10_000);
  const [storage] = await inspector.storages('pve1', soon());
  expect(storage).toMatchObject({ name: 'ceph-vm', active: true, shared: true, freeGiB: expect.any(Number) });
  expect(storage?.content).toContain('images');
  expect((await inspector.guests(soon())).map(({ vmid }) => vmid)).toContain(9004);
});

test('a token without rights reads empty lists where PVE answers 200, and is refused where it does not', async () => {
  await using running = await inspect([]);
  const { inspector } = running;
  expect(await inspector.permissions(soon())).toEqual({});
  expect(await inspector.pool(demoPool, soon())).toBeNull();
  expect(await inspector.storages('pve1', soon())).toEqual([]);
  expect(await inspector.guests(soon())).toEqual([]);
  expect(await inspector.nodes(soon())).toHaveLength(3);
  expect(await codeOf(inspector.nodeTime('pve1', soon()))).toBe('forbidden');
});
