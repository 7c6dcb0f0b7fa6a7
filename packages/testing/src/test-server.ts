// What the tests of one run are told about their PostgreSQL server. Its global setup (tooling/vitest) starts the server,
// migrates one database, and provides this.
import { inject } from 'vitest';

export interface TestServer {
  /** URL of the owner, on any database of the server. */
  readonly ownerUrl: string;
  /** The migrated database that the tests' own are copies of. Their names begin with its name. Nobody may be connected to it. */
  readonly templateDatabase: string;
  /** Of `portal_app`. */
  readonly appPassword: string;
  /** Whether copies can be put back as they were: `tooling/vitest/resettable.sql`. */
  readonly resettable: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    portalTestServer: TestServer;
  }
}

export const testServer = (): TestServer => inject('portalTestServer');
