/**
 * Every test of the repository, by kind of file: `*.test.ts` is pure, `*.db.test.ts` has a database of its own, `*.contract.test.ts`
 * speaks over the wire, `e2e/*.e2e.ts` drives a browser against the real processes (which its global setup starts).
 */
import { defineConfig } from 'vitest/config';

const workspaces = '{apps,packages,prisma,soak,tooling}/**';
const neverTests = ['**/node_modules/**', '**/.next/**'];
const databaseTests = `${workspaces}/*.db.test.ts`;
const contractTests = `${workspaces}/*.contract.test.ts`;
/** Test files at once, where the tests mostly wait: more than a small machine's cores would suggest. */
const waitingTests = 3;
/** As patient as their `until`: a busy machine takes its time. */
const patient = { poll: { timeout: 20_000 } };
const postgres = ['tooling/vitest/postgres-global-setup.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${workspaces}/*.test.{ts,tsx}`],
          exclude: [...neverTests, databaseTests, contractTests],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'database',
          include: [databaseTests],
          globalSetup: postgres,
          exclude: neverTests,
          expect: patient,
          // They wait for servers and for each other's locks more than they compute.
          maxWorkers: waitingTests,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: [contractTests],
          globalSetup: postgres,
          exclude: neverTests,
          expect: patient,
          maxWorkers: waitingTests,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          expect: { poll: { timeout: 40_000 } },
          exclude: neverTests,
          globalSetup: ['e2e/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 150_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
