/** A console that waits for somebody to connect, and gives up when nobody does. */
import { TaskError, type TaskWorker } from './task-worker.ts';

export const consoleWorker: TaskWorker<'console'> = {
  type: 'vncproxy',
  locks: () => [],
  begin: ({ cluster }) => cluster.timing.consoleWaitMs,
  finish() {
    throw new TaskError('connection timed out');
  },
};
