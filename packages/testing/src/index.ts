// Fixtures that the tests of every package share.
export { eventually, pauseAfter } from './eventually.ts';
export {
  type AsStatus,
  aCluster,
  aDeployment,
  aLastObservation,
  aPerson,
  aStep,
  aTemplateVersion,
  closedSender,
  silentLog,
} from './factories.ts';
export { FakeClock } from './fake-clock.ts';
export { freePort } from './free-port.ts';
export { createTestDatabase, keptWith, type TestDatabase } from './test-database.ts';
export { type TestServer, testServer } from './test-server.ts';
