import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { variableNames } from '../src/cluster-variables.ts';
import { ConfigurationError, readClusters } from '../src/index.ts';
import { configurationFolder, problemsOf } from './configuration-folder.ts';

const berlin = {
  name: 'berlin',
  url: 'https://pve1.example.com:8006',
  tokenId: 'portal@pve!portal',
  tokenSecret: { env: 'BERLIN_SECRET' },
  storages: ['ceph-vm'],
};
const hamburg = { ...berlin, name: 'hamburg', url: 'https://pve9.example.com:8006', vmidMin: 7000, vmidMax: 7099 };

test('each cluster has its own settings, and what is left out has a default', () => {
  using folder = configurationFolder();
  const own = { vmidMin: 7000, vmidMax: 7099, excludedNodes: ['pve3'], whenFull: 'refuse', snapshotsPerVm: 0 };
  const [first, second] = folder.read([berlin, { ...hamburg, ...own, storages: ['local-zfs', 'nfs'] }]);
  expect(first?.settings).toEqual({
    name: 'berlin',
    simulated: false,
    vmidMin: 5000,
    vmidMax: 5999,
    pool: 'support-portal',
    storages: ['ceph-vm'],
    clonesPerStorage: 4,
    clonesPerNode: 4,
    excludedNodes: [],
    memoryHeadroomPercent: 10,
    vcpusPerCore: 4,
    whenUnreachable: 'wait',
    whenFull: 'wait',
    snapshotsPerVm: 3,
  });
  expect(second?.settings).toMatchObject({ ...own, name: 'hamburg', storages: ['local-zfs', 'nfs'] });
});

test('a secret and an authority are read from where the file says, relative to the file', () => {
  using folder = configurationFolder();
  folder.write('hamburg.token', 'from-a-file\n');
  folder.write('ca.pem', 'the authority');
  const file = { tokenSecret: { file: 'hamburg.token' }, tls: { caFile: 'ca.pem' } };
  const [first, second] = folder.read([berlin, { ...hamburg, ...file }], { BERLIN_SECRET: 'from-a-variable' });
  expect(first?.access()).toEqual({ tokenSecret: 'from-a-variable', tls: { kind: 'system' } });
  expect(second?.access()).toEqual({ tokenSecret: 'from-a-file', tls: { kind: 'ca', pem: 'the authority' } });
});

test('a secret that is not where it should be is that one cluster’s fault, found when it is asked for', () => {
  using folder = configurationFolder();
  const [first, second] = folder.read([berlin, { ...hamburg, tokenSecret: { file: 'nowhere' } }]);
  expect(() => first?.access()).toThrow('Cluster berlin, secret of its token: BERLIN_SECRET is empty or not set.');
  const relative = `a relative path starts from ${folder.path}`;
  expect(() => second?.access()).toThrow(
    `Cluster hamburg, secret of its token: the file that it names cannot be read (ENOENT; ${relative}).`,
  );
});

test('an authority that is not where it should be is named', () => {
  using folder = configurationFolder();
  const [cluster] = folder.read([{ ...berlin, tls: { caFile: 'nowhere.pem' } }], { BERLIN_SECRET: 'from-a-variable' });
  const relative = `a relative path starts from ${folder.path}`;
  expect(() => cluster?.access()).toThrow(
    `Cluster berlin, authority of its certificate: nowhere.pem cannot be read (ENOENT; ${relative}).`,
  );
});

test('a secret in place of the name of its file is refused, and in any case not repeated', () => {
  using folder = configurationFolder();
  const secret = '7f3c2d1e-0000-4000-8000-00000000cafe';
  const misplaced = (file: string) => () => folder.read([{ ...berlin, tokenSecret: { file } }]);
  const [problem, ...others] = problemsOf(misplaced(secret));
  expect(others).toEqual([]);
  expect(problem).toMatch(/^cluster berlin: tokenSecret.*a secret is named here, never written down$/);
  expect(problem).not.toContain(secret);
  const prefixed = `secret:${secret}`;
  expect(() => misplaced(prefixed)()[0]?.access()).toThrow(/cannot be read/);
  expect(() => misplaced(prefixed)()[0]?.access()).not.toThrow(secret);
  folder.write(prefixed, ' ');
  expect(() => misplaced(prefixed)()[0]?.access()).toThrow(/secret of its token: the file that it names is empty\.$/);
});

test('a secret in clear is refused, and no error and no configuration repeats it', () => {
  using folder = configurationFolder();
  const secret = 'a-secret-in-the-wrong-place';
  const clear = { ...berlin, tokenSecret: secret, url: `https://x:${secret}@pve1`, tls: secret, pool: `${secret}!` };
  const problems = problemsOf(() => folder.read([clear]));
  expect(problems).toContain(
    'cluster berlin: tokenSecret: takes {"env":"NAME"} or {"file":"path"}: a secret is named here, never written down',
  );
  expect(problems.join()).not.toContain(secret);
  folder.write('clusters.json', `{"clusters":[{"tokenSecret":"${secret}" oops`);
  const broken = () => readClusters({ environment: { CLUSTERS_FILE: 'clusters.json' }, folder: folder.path });
  expect(broken).toThrow(/clusters\.json is no valid JSON \(line 1 column \d+\)/);
  expect(broken).not.toThrow(secret);
  const usable = folder.read([berlin], { BERLIN_SECRET: secret });
  expect(JSON.stringify(usable)).not.toContain(secret);
});

test('every fault is told at once, with its cluster and its field', () => {
  using folder = configurationFolder();
  const faulty = [
    { ...berlin, url: 'pve1', vmidMin: 6000, vmidMax: 5000, storages: [], memoryHeadroomPercent: 95 },
    { ...hamburg, name: undefined, tokenId: 'root', whenFull: 'panic', storage: 'ceph-vm' },
  ];
  expect(problemsOf(() => folder.read(faulty))).toEqual([
    'cluster berlin: url: must look like https://pve.example.com:8006',
    'cluster berlin: storages: needs one storage at least',
    'cluster berlin: memoryHeadroomPercent: at most 90',
    'cluster berlin: vmidMax: must not be below vmidMin',
    'cluster number 2: name: must be a name',
    'cluster number 2: tokenId: must look like portal@pve!portal',
    'cluster number 2: whenFull: must be "wait" or "refuse"',
    'cluster number 2: does not know storage',
  ]);
});

test('two clusters that may share a storage do not share VMIDs: PVE names disks by them alone', () => {
  using folder = configurationFolder();
  const alike = { ...hamburg, vmidMin: 5500, vmidMax: 6499 };
  expect(problemsOf(() => folder.read([berlin, alike]))).toEqual([
    expect.stringMatching(
      /^cluster hamburg: vmidMin to vmidMax: overlaps the range of cluster berlin, .*separateStorages/,
    ),
  ]);
  expect(folder.read([berlin, { ...alike, separateStorages: true }])).toHaveLength(2);
  expect(folder.read([{ ...berlin, simulated: true }, alike])).toHaveLength(2);
});

test('names are unique, and ranges of clusters at one address do not overlap', () => {
  using folder = configurationFolder();
  const beside = { ...berlin, name: 'berlin-lab', url: 'https://PVE1.example.com:8006/api2/json', vmidMin: 5999 };
  expect(problemsOf(() => folder.read([berlin, hamburg, hamburg, { ...beside, vmidMax: 6099 }]))).toEqual([
    'cluster hamburg: name: stands twice',
    'cluster hamburg: vmidMin to vmidMax: overlaps the range of cluster hamburg, which has the same address',
    'cluster berlin-lab: vmidMin to vmidMax: overlaps the range of cluster berlin, which has the same address',
  ]);
  expect(folder.read([berlin, { ...beside, vmidMin: 6000, vmidMax: 6099 }])).toHaveLength(2);
});

const oneCluster = {
  PVE_URL: 'https://pve1.example.com:8006',
  PVE_TOKEN_ID: 'portal@pve!portal',
  PVE_TOKEN_SECRET: 'secret',
  PVE_STORAGE: 'ceph-vm',
};
const fromVariables = (environment: Record<string, string>) => () => readClusters({ environment, folder: '/' });

test('one cluster may stand in variables, with the same settings under other names', () => {
  const more = { PVE_CLUSTER_NAME: 'lab', PVE_STORAGE: 'ceph-vm, nfs', PVE_VCPUS_PER_CORE: '2', PVE_SIMULATED: '1' };
  const [cluster] = fromVariables({ ...oneCluster, ...more, PVE_TLS_INSECURE: 'development-only' })();
  expect(cluster?.settings).toMatchObject({
    name: 'lab',
    storages: ['ceph-vm', 'nfs'],
    vcpusPerCore: 2,
    simulated: true,
    vmidMax: 5999,
  });
  expect(cluster?.secretVariable).toBe('PVE_TOKEN_SECRET');
  expect(cluster?.access()).toEqual({ tokenSecret: 'secret', tls: { kind: 'insecureDevelopmentOnly' } });
  expect(fromVariables({ PVE_CLUSTER_NAME: 'lab' })()).toEqual([]);
});

test('a fault in a variable is told by the variable’s name', () => {
  const { PVE_STORAGE: _, PVE_TOKEN_SECRET: __, ...incomplete } = oneCluster;
  const trusts = { PVE_TLS_CA_FILE: 'ca.pem', PVE_TLS_INSECURE: 'development-only' };
  expect(problemsOf(fromVariables({ ...incomplete, ...trusts, PVE_VMID_MAX: 'many', PVE_SIMULATED: 'yes' }))).toEqual([
    'PVE_TLS_CA_FILE, PVE_TLS_INSECURE: only one of them may be set',
    'PVE_TOKEN_SECRET: is not set',
    'PVE_VMID_MAX: must be a whole number',
    'PVE_STORAGE: must be a list of names',
    'PVE_SIMULATED: must be true or false; in a variable 1 or 0',
  ]);
});

test('clusters in a file and in variables at once are refused, unless a variable only holds a secret of the file', () => {
  using folder = configurationFolder();
  const shared = { ...berlin, tokenSecret: { env: 'PVE_TOKEN_SECRET' } };
  expect(folder.read([shared], { PVE_TOKEN_SECRET: 'held' })[0]?.access().tokenSecret).toBe('held');
  expect(problemsOf(() => folder.read([berlin], oneCluster))).toEqual([
    'CLUSTERS_FILE names clusters.json',
    'PVE_URL, PVE_TOKEN_ID, PVE_TOKEN_SECRET, PVE_STORAGE: set as well',
  ]);
});

test('a file that is not there is named', () => {
  const read = fromVariables({ CLUSTERS_FILE: 'clusters.json' });
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow('CLUSTERS_FILE: /clusters.json cannot be read.');
});

test('.env.example knows every variable', () => {
  const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const missing = ['CLUSTERS_FILE', ...variableNames].filter((name) => !example.includes(`#${name}=`));
  expect(missing).toEqual([]);
});
