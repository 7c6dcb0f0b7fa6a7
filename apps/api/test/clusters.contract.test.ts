// One adapter for each configured cluster: what happens to one of them, or to its configuration, stays with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClusters } from '@portal/configuration';
import { HypervisorError } from '@portal/domain';
import { demoCluster, demoTokenId, fastTiming, startSimulator } from '@portal/pve-simulator';
import { aCluster, silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { createClusterAdapters } from '../src/clusters/cluster-adapters.ts';

const tokenSecret = '00000000-0000-4000-8000-000000000001';
const never = new AbortController().signal;

const simulated = (pveVersion = '9.2.11') =>
  startSimulator({ cluster: demoCluster({ tokenSecret, pveVersion }), timing: fastTiming });

/** Clusters by name and address, as a file of theirs would say it; each secret lies in a file of the cluster's name. */
const configured = (addresses: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
  const keep = (name: string) => writeFileSync(join(folder, name), tokenSecret);
  const entries = Object.entries(addresses).map(([name, url], index) => ({
    ...{ vmidMin: 5000 + 100 * index, vmidMax: 5099 + 100 * index },
    ...{ name, url, tokenId: demoTokenId, tokenSecret: { file: name }, storages: ['ceph-vm'], simulated: true },
  }));
  writeFileSync(join(folder, 'clusters.json'), JSON.stringify({ clusters: entries }));
  const clusters = readClusters({ environment: { CLUSTERS_FILE: 'clusters.json' }, folder }).map((configuration) => ({
    configuration,
    row: aCluster({ name: configuration.settings.name }),
  }));
  const gone = aCluster({ name: 'gone' });
  const known = [gone, ...clusters.map(({ row }) => row)];
  const logged: string[] = [];
  const log = { ...silentLog, error: (_message: string, fields?: object) => logged.push(JSON.stringify(fields)) };
  const adapters = createClusterAdapters({ clusters, known, log });
  const idOf = (name: string) => known.find((row) => row.name === name)?.id ?? 'unknown';
  return {
    keep,
    logged: () => logged,
    introduce: () => adapters.introduce(),
    of: (name: string) => adapters.of(idOf(name)),
    whyUnusable: (name: string) => adapters.whyUnusable(idOf(name)),
    async [Symbol.asyncDispose]() {
      await adapters.close();
      rmSync(folder, { recursive: true });
    },
  };
};

const refusal = async (call: Promise<unknown>): Promise<HypervisorError> => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof HypervisorError) return error;
  throw new Error(`expected a refusal, not ${String(error)}`);
};

test('a cluster that is down, or whose secret is missing, keeps nobody from working on the others', async () => {
  await using simulator = await simulated();
  await using clusters = configured({ up: simulator.url, down: 'http://127.0.0.1:9', mute: simulator.url });
  clusters.keep('up');
  clusters.keep('down');
  await clusters.introduce();
  expect(await clusters.of('up').nextId(never)).toBeGreaterThan(0);
  expect(await refusal(clusters.of('down').nextId(never))).toMatchObject({ code: 'unreachable', maybeDone: false });
  const mute = await refusal(clusters.of('mute').observe(never));
  expect(mute.reason).toEqual({ code: 'cluster_incompletely_configured', params: { cluster: 'mute' } });
  expect(clusters.whyUnusable('mute')).toEqual(mute.reason);
  expect(clusters.logged()).toContainEqual(
    expect.stringMatching(/Cluster mute, secret of its token: .* cannot be read/),
  );
  expect(['up', 'down'].map(clusters.whyUnusable)).toEqual([null, null]);
  clusters.keep('mute');
  expect(clusters.whyUnusable('mute')).toBeNull();
  expect((await clusters.of('mute').observe(never)).nodes).toHaveLength(3);
});

test('a cluster of a release that is too old is refused with both releases, and asked nothing but its release', async () => {
  await using simulator = await simulated('7.4.17');
  await using clusters = configured({ old: simulator.url });
  clusters.keep('old');
  await clusters.introduce();
  const error = await refusal(clusters.of('old').start({ node: 'pve1', vmid: 9000 }, never));
  expect(error.message).toMatch(/^Proxmox VE 7\.4\.17 is too old/);
  expect(error.reason).toEqual({ code: 'release_unfit', params: { cluster: 'old', version: '7.4.17' } });
  expect(clusters.whyUnusable('old')).toEqual(error.reason);
  const paths = (await simulator.control.requests()).map(({ path }) => path);
  expect(new Set(paths)).toEqual(new Set(['/api2/json/version']));
});

test('the release of a cluster is read once, before anything else', async () => {
  await using simulator = await simulated();
  await using clusters = configured({ up: simulator.url });
  clusters.keep('up');
  await Promise.all([1, 2, 3].map(() => clusters.of('up').nextId(never)));
  const paths = (await simulator.control.requests()).map(({ path }) => path.replace('/api2/json', ''));
  expect(paths).toEqual(['/version', '/cluster/nextid', '/cluster/nextid', '/cluster/nextid']);
});

test('a cluster that is no longer configured is named, and its calls are refused as if it were away', async () => {
  await using clusters = configured({ other: 'http://127.0.0.1:9' });
  const error = await refusal(clusters.of('gone').guestStatus({ node: 'pve1', vmid: 5000 }, never));
  expect(error).toMatchObject({ code: 'unreachable', maybeDone: false });
  expect(error.reason).toEqual({ code: 'cluster_not_configured', params: { cluster: 'gone' } });
  expect(clusters.whyUnusable('gone')).toEqual(error.reason);
});
