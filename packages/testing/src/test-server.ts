// What the tests of one run are told about their PostgreSQL server. Its global setup (tooling/vitest) starts the server,
// migrates one database, and provides this.
import { inject } from 'vitest';

export interface TestServer {
  /** URL of the owner, on any database of the server. */
  readonly ownerUrl: string;
  /** The migrated database that each test's own is a copy of. Nobody may be connected to it. */
  readonly templateDatabase: string;
  /** Of `portal_app`. */
  readonly appPassword: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    portalTestServer: TestServer;
  }
}

export const testServer = (): TestServer => inject('portalTestServer');
