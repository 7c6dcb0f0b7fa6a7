/**
 * The canary of the import boundaries in biome.json: a rule that reports nothing looks exactly like a clean repository, so every
 * workspace is handed an import that its rule must report. The table repeats ARCHITECTURE.md on purpose, not biome.json's patterns.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';

interface Boundary {
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

const boundaries: Readonly<Record<string, Boundary>> = {
  'packages/types/src': { allowed: ['zod'], forbidden: ['@portal/domain', '@portal/db', 'node:fs', '@trpc/server'] },
  'packages/messages/src': {
    allowed: ['@portal/types', 'use-intl/core'],
    forbidden: ['@portal/domain', '@portal/db', '@portal/api', 'next-intl', 'react', 'zod'],
  },
  'packages/domain/src': {
    allowed: ['@portal/types'],
    forbidden: [
      '@portal/engine',
      '@portal/db',
      '@portal/proxmox-client',
      '@portal/api',
      'node:crypto',
      'node:fs/promises',
      '@trpc/server',
      'zod',
    ],
  },
  'packages/engine/src': {
    allowed: ['@portal/domain', '@portal/types'],
    forbidden: ['@portal/domain/testing', '@portal/db', '@portal/proxmox-client', '@portal/api', 'node:crypto', 'zod'],
  },
  'packages/configuration/src': {
    allowed: ['@portal/domain', 'node:fs', 'zod'],
    forbidden: ['@portal/db', '@portal/proxmox-client', '@portal/api', '@trpc/server', 'undici'],
  },
  'packages/db/src': {
    allowed: ['@portal/domain', '@portal/types', '@prisma/client', 'graphile-worker', 'node:path'],
    forbidden: [
      '@portal/configuration',
      '@portal/engine',
      '@portal/proxmox-client',
      '@portal/api',
      '@portal/api/rest',
      'undici',
      '@trpc/server',
    ],
  },
  'packages/proxmox-client/src': {
    allowed: ['@portal/domain', 'undici', 'zod', 'node:tls'],
    forbidden: [
      '@portal/configuration',
      '@portal/db',
      '@portal/db/auth',
      '@portal/api',
      '@portal/pve-simulator',
      '@prisma/client',
    ],
  },
  'packages/mail/src': {
    allowed: ['@portal/domain', 'nodemailer'],
    forbidden: ['@portal/db', '@portal/api', '@portal/proxmox-client', '@portal/configuration'],
  },
  'packages/webhooks/src': {
    allowed: ['@portal/domain', '@portal/types', 'node:https', 'node:dns/promises'],
    forbidden: ['@portal/db', '@portal/api', '@portal/proxmox-client', '@portal/configuration', 'undici'],
  },
  'packages/notifications/src': {
    allowed: ['@portal/domain', '@portal/types'],
    forbidden: [
      '@portal/db',
      '@portal/mail',
      '@portal/webhooks',
      '@portal/messages',
      '@portal/engine',
      '@portal/api',
      'node:crypto',
      'zod',
    ],
  },
  'packages/pve-simulator/src': {
    allowed: ['zod', 'node:http'],
    forbidden: ['@portal/proxmox-client', '@portal/domain', '@portal/types', '@portal/db'],
  },
  'packages/api/src': {
    allowed: ['@portal/domain', '@portal/messages', '@portal/types', '@trpc/server', 'trpc-to-openapi'],
    forbidden: ['@portal/db', '@portal/proxmox-client', 'next', 'next/headers', 'fastify', '@prisma/client'],
  },
  'packages/testing/src': {
    allowed: ['@portal/domain', '@portal/types', '@portal/pve-simulator', 'pg'],
    forbidden: ['@portal/api', '@portal/proxmox-client', '@portal/api-server', '@portal/web'],
  },
  'packages/generated-clients/src': {
    allowed: ['orval', 'openapi-typescript', 'node:fs/promises'],
    forbidden: ['@portal/api', '@portal/types', '@portal/domain', '@portal/db', '@portal/web'],
  },
  'packages/typed-client/src': {
    allowed: ['node:child_process', 'node:fs/promises'],
    forbidden: ['@portal/api', '@portal/types', '@portal/domain', '@portal/db', '@portal/web'],
  },
  'apps/api/src': {
    allowed: [
      '@portal/configuration',
      '@portal/domain',
      '@portal/db',
      '@portal/engine',
      '@portal/proxmox-client',
      '@portal/api',
      'fastify',
    ],
    forbidden: ['@portal/web', '@portal/pve-simulator', '@portal/testing', '@prisma/client', 'pg'],
  },
  'apps/web/src/features': {
    allowed: ['@portal/api', '@portal/types', 'next/link', 'react'],
    forbidden: [
      '@portal/configuration',
      '@portal/db',
      '@portal/db/auth',
      '@portal/domain',
      '@portal/api-server',
      '@portal/proxmox-client',
      '@prisma/client',
    ],
  },
  'apps/web/src/server': {
    allowed: ['@portal/api', '@portal/types'],
    forbidden: ['@portal/db', '@portal/domain', '@portal/api-server', '@portal/proxmox-client'],
  },
};

const detour = '../../../packages/db/src/index.ts';
const container = {
  file: 'apps/web/src/server/container.ts',
  allowed: ['@portal/domain', '@portal/db'],
  forbidden: ['@portal/proxmox-client', '@portal/configuration'],
};

let reportedIn: (file: string) => readonly string[];

/** Lints a folder that holds biome.json and, at each workspace's place, one file of imports. */
beforeAll(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portal-boundaries-')));
  const files = new Map(
    Object.entries(boundaries).map(([path, { allowed, forbidden }]) => [
      canary(path),
      [...allowed, ...forbidden, detour],
    ]),
  );
  files.set(container.file, [...container.allowed, ...container.forbidden]);
  copyFileSync(join(repositoryRoot, 'biome.json'), join(folder, 'biome.json'));
  for (const [file, specifiers] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), specifiers.map((name) => `import '${name}';\n`).join(''));
  }
  const lint = spawnSync(
    join(repositoryRoot, 'node_modules/.bin/biome'),
    ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'],
    { cwd: folder, encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  const found = [...lint.stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g)];
  reportedIn = (file) =>
    (files.get(file) ?? []).filter((_, index) =>
      found.some((match) => match[1] === join(folder, file) && match[2] === String(index + 1)),
    );
});

function canary(folder: string): string {
  return `${folder}/canary.ts`;
}

describe.each(Object.entries(boundaries))('%s', (folder, { forbidden }) => {
  test('reports every import across a boundary, by name or by path, and no other', () => {
    expect(reportedIn(canary(folder))).toEqual([...forbidden, detour]);
  });
});

test('the web container may reach the domain and the database, and still not Proxmox or its configuration', () => {
  expect(reportedIn(container.file)).toEqual(container.forbidden);
});

test('every workspace has a boundary', () => {
  const workspaces = ['apps', 'packages'].flatMap((parent) =>
    readdirSync(join(repositoryRoot, parent)).map((name) => `${parent}/${name}`),
  );
  const bounded = new Set(Object.keys(boundaries).map((folder) => folder.split('/').slice(0, 2).join('/')));
  expect(workspaces.filter((workspace) => !bounded.has(workspace))).toEqual([]);
});

/** Which folder of the domain imports which; what two of them need stands beside them, below both. */
const domainImports = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const domain = join(repositoryRoot, 'packages/domain/src');
  const folders = readdirSync(domain, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(
    folders.map(({ name }) => {
      const texts = readdirSync(join(domain, name)).map((file) => readFileSync(join(domain, name, file), 'utf8'));
      const found = texts.flatMap((text) =>
        [...text.matchAll(/from '\.\.\/([\w-]+)\//g)].map(([, folder = '']) => folder),
      );
      return [name, new Set(found)];
    }),
  );
};

test('no folder of the domain imports another that imports it, over whatever others', () => {
  const imports = domainImports();
  const reached = (from: string, seen = new Set<string>()): ReadonlySet<string> => {
    for (const next of imports.get(from) ?? []) if (!seen.has(next)) reached(next, seen.add(next));
    return seen;
  };
  expect(imports.get('deployment')).toContain('lease');
  expect([...imports.keys()].filter((folder) => reached(folder).has(folder))).toEqual([]);
});
