// Configuration that cannot work is refused at start: by the variable's name, with what to write instead, and without
// repeating what was written.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClusters } from '@portal/configuration';
import { expect, test } from 'vitest';
import { usableEnv } from '../src/env.ts';
import { repositoryRoot } from '../src/repository.ts';

const database = (credentials: string, rest = '@db.example.com:5432/portal') => `postgresql://${credentials}${rest}`;
const encoded = /percent-encoding|%23 for a #/;
const number = /whole number/;

const pve = {
  PVE_URL: 'https://pve.example.com:8006',
  PVE_TOKEN_ID: 'portal@pve!portal',
  PVE_TOKEN_SECRET: '7f0c1f0e-0000-4000-8000-000000000000',
  PVE_STORAGE: 'ceph-vm',
};

/** A variable, values that cannot work, and what each is told. */
const useless: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  PORTAL_DATA_DIR: [['package.json', /is no folder/]],
  PORTAL_URL: [
    ['https://portal.example.com/portal', /no path/],
    ['https://portal.example.com/?tenant=a', /leave out \?/],
    ['https://portal.example.com/#home', /or #/],
    ['https://sam:geheim@portal.example.com', /no user and no password/],
    ['portal.example.com', /must look like/],
    ['ftp://portal.example.com', /must look like/],
    ['https://', /must look like/],
    ['https://portal.example.com:70000', /must look like/],
    [' https://portal.example.com', /space/],
    ['http://portal.example.com', /must begin with https/],
    ['http://10.0.0.5:3000', /must begin with https/],
  ],
  PORTAL_NAME: [
    ['x'.repeat(41), /at most 40/],
    ['Support\u2028VMs', /one line/],
    ['Example: VMs', /no colon/],
  ],
  PORTAL_LOGO_FILE: [
    ['logo.svg', /absolute path/],
    ['/no/such/logo.svg', /cannot be read/],
    [join(repositoryRoot, 'package.json'), /an SVG or a PNG file/],
    [join(repositoryRoot, 'packages/api/openapi.json'), /at most 256 KiB/],
  ],
  PORTAL_ACCENT: [
    ['blue', /six hexadecimal digits/],
    [
      '#facc15',
      /text of buttons a contrast of 1\.53:1 in the light theme, where WCAG AA asks for 4\.5:1; choose a darker/,
    ],
  ],
  PORTAL_HOST: [
    ['http://localhost', /host name or an address alone/],
    ['0.0.0.0:3000', /host name or an address alone/],
    ['local host', /host name or an address alone/],
  ],
  PORT: [
    ['70000', /at most 65535/],
    ['-1', number],
    ['3000/tcp', number],
    ['3e3', number],
    ['0x50', number],
    ['3000 ', /space/],
  ],
  API_PORT: [['65536', /at most 65535/]],
  SIMULATOR_PORT: [['65535', /at most 65534/]],
  POSTGRES_PORT: [['5432.5', number]],
  TRUSTED_PROXY_HOPS: [
    ['true', number],
    ['10.0.0.0/8', number],
    ['10', /at most 9/],
  ],
  CONSOLE_URL: [
    ['https://portal.example.com/console', /must look like wss/],
    ['wss://portal.example.com/', /end with \/console/],
    ['wss://sam:geheim@portal.example.com/console', /no user and no password/],
    ['ws://portal.example.com/console', /must begin with wss/],
  ],
  TICKET_URL: [
    ['https://tickets.example.com/', /must have \{ticket\}/],
    ['javascript:alert({ticket})', /must look like https/],
    ['https://sam:geheim@tickets.example.com/{ticket}', /no user and no password/],
    ['https://{ticket}.example.com/', /its host without/],
  ],
  CONSOLE_IDLE_MINUTES: [['30m', /whole number of minutes/]],
  CONSOLE_MAX_HOURS: [['0', /at least 1/]],
  TOKEN_MAX_DAYS: [
    ['0', /at least 1/],
    ['1 year', /whole number of days/],
  ],
  RATE_LIMIT_TOKEN: [['0', /at least 10/]],
  RATE_LIMIT_PERSON: [['100/s', number]],
  RATE_LIMIT_ADDRESS: [['off', number]],
  RATE_LIMIT_STREAM: [['1', /at least 10/]],
  RATE_LIMIT_SIGN_IN: [['999999999', /at most 100000000/]],
  AUTH_SECRET: [['too-short-a-secret', /32 characters/]],
  OIDC_ISSUER: [
    ['login.example.com', /must look like/],
    ['http://login.example.com', /must begin with https/],
    ['https://login.example.com', /go together|is not set/],
  ],
  OIDC_CLIENT_ID: [['portal', /go together/]],
  OIDC_CLIENT_SECRET: [['geheim', /go together/]],
  SMTP_URL: [
    ['mail.example.com', /must look like/],
    ['smtp://mail.example.com/?pool=1', /end with the port/],
    ['smtp://mail.example.com', /go together/],
  ],
  SMTP_FROM: [['portal', /must look like/]],
  WEBHOOK_ALLOWED_RANGES: [
    ['10.1.0.0/33', /10\.1\.0\.0\/16/],
    ['10.1.0.0/16;fd00::/8', /with commas between/],
    ['intranet.example.com', /addresses or networks/],
  ],
  OIDC_LABEL: [['x'.repeat(61), /at most 60/]],
  OIDC_GROUPS_CLAIM: [[' groups', /space/]],
  OIDC_SCOPES: [['profile email', /openid/]],
  OIDC_GROUP_MAP: [
    ['groups.json', /absolute path/],
    ['/no/such/groups.json', /cannot be read/],
    ['{"admins": "admin"}', /maps no groups/],
    ['{"admins": {"role": "root"}}', /maps no groups/],
    ['{}', /maps no groups/],
    ['{', /no valid JSON/],
  ],
  PASSWORD_SIGN_IN: [
    ['off', /on or break-glass/],
    ['break-glass', /nobody could sign in/],
  ],
  BREAK_GLASS_EMAIL: [['ada', /e-mail address/]],
  SESSION_IDLE_HOURS: [['12h', /whole number of hours/]],
  SESSION_MAX_HOURS: [['0', /at least 1/]],
  SECRETS_KEY: [
    ['too-short-a-key', /43 characters/],
    ['q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=', /base64url/],
  ],
  AUDIT_SEAL_KEY: [['too-short-a-key', /43 characters/]],
  SECRETS_RETIRED_KEYS: [['too-short-a-key', /earlier values of SECRETS_KEY/]],
  AUDIT_RETIRED_KEYS: [['too-short-a-key', /public keys of 43 characters/]],
  AUDIT_CHECKPOINT_FILE: [['docs', /is no file/]],
  AUDIT_FEED_URL: [
    ['siem.example.com', /must look like/],
    ['udp://siem.example.com', /must look like/],
    ['https://sam:geheim@siem.example.com', /no user and no password/],
  ],
  AUDIT_FEED_TOKEN: [[' token', /space/]],
  AUDIT_FEED_CA_FILE: [
    ['siem-ca.pem', /absolute path/],
    ['/no/such/siem-ca.pem', /cannot be read/],
    ['/etc/hostname', /no certificate/],
  ],
  AUDIT_RETENTION_DAYS: [
    ['365', /kinds of rows with days/],
    ['user:29', /30 at least/],
    ['audit:365', /kinds are deployment/],
    ['user:365,vm:365', /kinds of rows/],
  ],
  DATABASE_URL: [
    [database('portal_owner:geh#eim'), encoded],
    [database('portal_owner:geh#eim').split('#')[0] ?? '', encoded],
    [database('portal_owner:p@ss/word'), encoded],
    [database('portal_owner:wh?t'), encoded],
    [database('portal_owner:100%secret'), encoded],
    [database('portal_owner:%ff%fe'), encoded],
    [database('', 'db.example.com/portal'), /names no user/],
    [database('portal_owner:geheim', '@/portal'), /names no host/],
    [database('portal_owner:geheim', '@db.example.com'), /names no database/],
    [database('portal_owner:geheim', '@db.example.com/portal/extra'), /names no database/],
    [database('portal_owner:geheim', '@db.example.com:0/portal'), /port 0/],
    [database('portal_owner:geheim', '@db.example.com:70000/portal'), /host or port that cannot be/],
    ['mysql://portal_owner:geheim@db.example.com/portal', /must look like postgresql/],
    [`${database('portal_owner:geheim')}\n`, /space or a line end/],
  ],
  DATABASE_APP_URL: [
    [database('portal_app:geh#eim'), encoded],
    [database('portal_app:geheim'), /without DATABASE_URL/],
  ],
  TEST_DATABASE_URL: [[database('postgres:geh#eim'), encoded]],
  CLUSTERS_FILE: [
    ['no-such-file.json', /cannot be read/],
    ['docs', /cannot be read/],
    ['README.md', /no valid JSON/],
  ],
  PVE_URL: [
    ['https://root:geheim@pve.example.com:8006', /no credentials/],
    ['pve.example.com:8006', /must look like/],
    ['https://pve.example.com:8006/#v1', /fragment/],
  ],
  PVE_TOKEN_ID: [['portal@pve', /must look like/]],
  PVE_TOKEN_SECRET: [['', /is not set/]],
  PVE_TLS_FINGERPRINT: [['AA:BB', /SHA-256 fingerprint/]],
  PVE_TLS_INSECURE: [['yes', /insecure-development-only/]],
  PVE_VMID_MIN: [['99', /starts at 100/]],
  PVE_VMID_MAX: [['many', number]],
  PVE_POOL: [['a pool', /no name of a pool/]],
  PVE_STORAGE: [['ceph-vm,', /no name of a storage/]],
  PVE_CLUSTER_NAME: [['x'.repeat(65), /at most 64/]],
  PVE_CLONES_PER_STORAGE: [['0', /at least 1/]],
  PVE_CLONES_PER_NODE: [['4.5', number]],
  PVE_EXCLUDED_NODES: [['pve4;pve5', /no name of a node/]],
  PVE_MEMORY_HEADROOM_PERCENT: [['10%', /expected number|whole number/]],
  PVE_VCPUS_PER_CORE: [['0', /at least 1/]],
  PVE_WHEN_UNREACHABLE: [['queue', /"wait" or "refuse"/]],
  PVE_WHEN_FULL: [['queue', /"wait" or "refuse"/]],
  PVE_SNAPSHOTS_PER_VM: [['-1', /at least 0/]],
  PVE_SIMULATED: [['yes', /1 or 0/]],
  TEMPLATES_FILE: [
    ['no-such-file.json', /names no file/],
    ['docs', /names no file/],
  ],
  WORKER_CONCURRENCY: [['0', /at least 1/]],
  CLAIM_MS: [
    ['3s', /whole number of milliseconds/],
    ['100', /at least 1000/],
  ],
  OBSERVE_INTERVAL_MS: [['10 s', /whole number of milliseconds/]],
  UNATTENDED_DELETIONS_PER_HOUR: [['0', /at least 1/]],
  CANARY_HOUR_UTC: [
    ['24', /at most 23/],
    ['02:00', /0 to 23, or off/],
  ],
  LEASE_WARNING_HOURS: [
    ['3 days', /72,24,1/],
    ['72;24', /72,24,1/],
    ['0', /from 1 to 720/],
    ['72,,1', /72,24,1/],
  ],
  LOG_LEVEL: [['verbose', /must be one of/]],
  CHROMIUM_PATH: [
    ['no-such-browser', /names no program/],
    ['package.json', /names no program/],
  ],
};

/** Checked by apps/api itself, which `npm start` tells them (`apps/api/test`), or read where it is used. */
const elsewhere = ['HOST', 'ROLES', 'PVE_TLS_CA_FILE'];

const refusal = (environment: Record<string, string>): string => {
  try {
    usableEnv(environment);
    readClusters({ environment, folder: repositoryRoot });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};

test('every variable of .env.example is in this table', () => {
  const names = readFileSync(`${repositoryRoot}/.env.example`, 'utf8').matchAll(/^#([A-Z_]+)=/gm);
  const documented = [...new Set([...names].map(([, name = '']) => name))];
  expect(documented.toSorted()).toEqual([...Object.keys(useless), ...elsewhere].toSorted());
});

test.each(
  Object.entries(useless).flatMap(([name, cases]) => cases.map(([value, said]) => [name, value, said] as const)),
)('%s=%j is refused with its name, the cause and the remedy', (name, value, said) => {
  const message = refusal({ ...(name.startsWith('PVE_') ? pve : {}), [name]: value });
  expect(message).toContain(name);
  expect(message).toMatch(said);
});

test('no message repeats what was written', () => {
  const secrets = /geh|eim|p@ss|s\/word|wh\?t|100%secret|too-short|q83v|sam:|root:/;
  for (const [name, cases] of Object.entries(useless)) {
    for (const [value] of cases) {
      expect(refusal({ ...(name.startsWith('PVE_') ? pve : {}), [name]: value })).not.toMatch(secrets);
    }
  }
});

test('two roles of the database are two', () => {
  const [owner, app] = [database('portal_owner:geheim'), database('portal_owner:geheim', '@pooler.example.com/portal')];
  const message = refusal({ DATABASE_URL: owner, DATABASE_APP_URL: app });
  expect(message).toMatch(/DATABASE_APP_URL: names the same role/);
  expect(message).not.toContain('geheim');
});

test.each([
  { PORTAL_URL: 'https://portal.example.com/' },
  { PORTAL_URL: 'https://portal.example.com:8443' },
  { PORTAL_URL: 'http://localhost:3000' },
  { PORTAL_URL: 'http://[::1]:3000' },
  { PORTAL_HOST: '0.0.0.0' },
  { PORTAL_HOST: '::' },
  { PORTAL_HOST: 'portal-1.example.com' },
  { DATABASE_URL: database('portal_owner:geh%23eim') },
  { DATABASE_URL: database('portal_owner:p%40ss%2Fword') },
  { DATABASE_URL: database('portal_owner:a:b@c') },
  { DATABASE_URL: database('portal_owner') },
  { DATABASE_URL: `${database('portal_owner:x')}?sslmode=require` },
  { DATABASE_URL: database('portal_owner:x', '@[::1]:5432/portal') },
  { PORT: '0' },
  { CANARY_HOUR_UTC: 'off' },
  { LEASE_WARNING_HOURS: 'off' },
  { LEASE_WARNING_HOURS: '168, 24' },
  {},
])('%j is taken', (environment) => {
  expect(refusal(environment)).toBe('accepted');
});

test('a public address is kept without what a slash at its end would make of links', () => {
  expect(usableEnv({ PORTAL_URL: 'https://portal.example.com/' }).PORTAL_URL).toBe('https://portal.example.com');
});
