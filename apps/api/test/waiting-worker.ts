// apps/api, loaded but not yet started: it begins at a word of its parent. A test that kills a hundred workers does not
// wait for a hundred processes to load.
import { flushCompileCache } from 'node:module';
import '@portal/db';
import '@portal/proxmox-client';
import 'fastify';
import 'graphile-worker';

// One that is killed writes no cache.
flushCompileCache();

process.once('message', () => {
  process.disconnect();
  void import('../src/main.ts');
});
process.send?.('loaded');
