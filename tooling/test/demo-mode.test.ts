/** What is a demo and what is not, and what each is told when it starts. */
import { expect, test } from 'vitest';
import { announcement } from '../src/portal/announcement.ts';
import type { Demo } from '../src/portal/demo-file.ts';
import { isDemoMode } from '../src/portal/demo-mode.ts';

type Configured = Parameters<typeof isDemoMode>[0]['clusters'][number];

const cluster = (simulated: boolean): Configured => ({
  settings: {
    ...{ name: 'hamburg', simulated, vmidMin: 5000, vmidMax: 5999, pool: 'support-portal', storages: ['ceph-vm'] },
    ...{ clonesPerStorage: 4, clonesPerNode: 4, excludedNodes: [], memoryHeadroomPercent: 10, vcpusPerCore: 4 },
    ...{ whenUnreachable: 'wait', whenFull: 'wait', snapshotsPerVm: 3 },
  },
});

test('a demo has the embedded database and no cluster but simulated ones', () => {
  expect(isDemoMode({ databaseUrl: undefined, clusters: [] })).toBe(true);
  expect(isDemoMode({ databaseUrl: undefined, clusters: [cluster(true)] })).toBe(true);
  expect(isDemoMode({ databaseUrl: undefined, clusters: [cluster(true), cluster(false)] })).toBe(false);
  expect(isDemoMode({ databaseUrl: 'postgresql://db.example.com/portal', clusters: [] })).toBe(false);
});

const started: Demo = {
  ...{
    portalUrl: 'http://localhost:3000',
    apiUrl: 'http://127.0.0.1:4000',
    apiToken: '',
    signIns: [],
    databaseUrl: '',
  },
  cluster: { url: 'https://pve.example.com:8006', tokenId: 'portal@pve!portal', tokenSecret: '' },
  clusters: [],
  pids: { web: 1, api: 2, simulator: null, branchSimulator: null, postgres: null },
};

test('a start that is no demo prints no sign-in and no token, and says how the first administrator is made', () => {
  const text = announcement({ demo: started }, '.data/demo.json');
  expect(text).not.toMatch(/password|token/i);
  expect(text).toContain('npm run admin:create');
});
