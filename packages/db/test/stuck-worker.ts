// A worker process that takes a job and never ends it, for the tests that kill and freeze it.
import { EventEmitter } from 'node:events';
import { run, type WorkerEvents } from 'graphile-worker';
import { createWorkerLiveness } from '../src/worker-liveness.ts';

const ownerUrl = process.argv[2] ?? '';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const liveness = createWorkerLiveness({ ownerUrl, log, graceMs: 0, onCutOff: () => process.send?.('cut off') });
const events: WorkerEvents = new EventEmitter();
let held: Promise<void> = Promise.resolve();
events.on('pool:create', ({ workerPool }) => {
  held = liveness.hold(workerPool.id);
});
await run({
  connectionString: ownerUrl,
  noHandleSignals: true,
  events,
  taskList: {
    'cluster.dispatch': async () => {
      await held;
      process.send?.('started');
      await new Promise(() => undefined);
    },
  },
});
