// A worker process that claims what it is told to, and then does as its parent says: asks whether it may act, commits, ends.
import { once } from 'node:events';
import { Change, job, systemActor } from '@portal/domain';
import { silentLog } from '@portal/testing';
import { createClaims, createDatabase } from '../src/index.ts';

const [url = '', clusterId = '', lastsMs = ''] = process.argv.slice(2);
const tell = (word: string): void => void process.send?.(word);

const claims = createClaims({ url, log: silentLog, lastsMs: Number(lastsMs) });
const database = createDatabase({ url, log: silentLog });
const subject = { type: 'cluster', id: clusterId } as const;
const asked = Change.record({ action: 'cluster.asked', subject, outcome: 'succeeded', detail: {} });

const work = async (): Promise<void> => {
  tell('held');
  await once(process, 'message');
  tell(claims.mayAct() ? 'may act' : 'may not act');
  await database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(asked));
  tell('committed');
};

await claims
  .hold(`dispatch:${clusterId}`, job('cluster.dispatch', { clusterId }), work)
  .catch((error: unknown) => tell(error instanceof Error ? error.name : String(error)));
await claims.close();
await database.close();
process.disconnect();
