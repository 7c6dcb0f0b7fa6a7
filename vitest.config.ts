/**
 * Every test of the repository, by kind of file: `*.test.ts` is pure, `*.db.test.ts` has a database of its own, `*.contract.test.ts`
 * speaks over the wire, `*.component.test.tsx` shows a part of the portal in a DOM without a browser, `e2e/*.e2e.ts` drives a browser against the real processes (which its global setup starts). `*.soak.ts` takes too
 * long for `npm test`, where a smaller test stands for each: `pnpm soak tests` runs them.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const workspaces = '{apps,packages,prisma,soak,tooling}/**';
const neverTests = ['**/node_modules/**', '**/.next/**'];
const databaseTests = `${workspaces}/*.db.test.ts`;
const componentTests = `${workspaces}/*.component.test.tsx`;
const contractTests = `${workspaces}/*.contract.test.ts`;
/** Test files at once, where the tests mostly wait: more than a small machine's cores would suggest. */
const waitingTests = 3;
/** Portals at once, each with a browser's pages before it. */
const browserWorkers = 2;
/**
 * A busy machine takes its time: what does not come says so by itself, long before the test is given up. A worker loads what its files
 * share once: most of them take less than that.
 */
const patient = { isolate: false, expect: { poll: { timeout: 60_000 } }, testTimeout: 180_000, hookTimeout: 180_000 };
const postgres = ['tooling/vitest/postgres-global-setup.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${workspaces}/*.test.{ts,tsx}`],
          exclude: [...neverTests, componentTests, databaseTests, contractTests],
          ...patient,
        },
      },
      {
        resolve: { alias: { '@': fileURLToPath(new URL('apps/web/src', import.meta.url)) } },
        test: {
          name: 'component',
          include: [componentTests],
          exclude: neverTests,
          environment: 'jsdom',
          ...patient,
          // Each file has a document of its own, in a context of its own: what was transformed and compiled for one serves them all.
          isolate: true,
          pool: 'vmThreads',
        },
      },
      {
        test: {
          name: 'database',
          include: [databaseTests],
          globalSetup: postgres,
          exclude: neverTests,
          // They wait for servers and for each other's locks more than they compute.
          maxWorkers: waitingTests,
          ...patient,
        },
      },
      {
        test: {
          name: 'contract',
          include: [contractTests],
          globalSetup: postgres,
          exclude: neverTests,
          maxWorkers: waitingTests,
          ...patient,
        },
      },
      {
        test: {
          name: 'soak',
          include: [`${workspaces}/*.soak.ts`],
          globalSetup: postgres,
          exclude: neverTests,
          ...patient,
        },
      },
      {
        test: {
          name: 'soak-portal',
          include: ['e2e/*.soak.ts'],
          globalSetup: ['e2e/global-setup.ts'],
          exclude: neverTests,
          maxWorkers: 1,
          ...patient,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          exclude: neverTests,
          globalSetup: ['e2e/global-setup.ts'],
          // Each has a portal of its own.
          maxWorkers: browserWorkers,
          ...patient,
        },
      },
    ],
  },
});
