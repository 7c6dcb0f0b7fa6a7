import { expect, test } from 'vitest';
import { aPerson, ids, noon } from '../test/records.ts';
import { oncePerMinute } from './once-per-minute.ts';
import type { Transaction, UnitOfWork } from './ports/unit-of-work.ts';
import { refusalOnRecord } from './put-on-record.ts';
import type { AuditEvent } from './records.ts';

const actor = { principal: aPerson(), requestId: null, address: null };
const refused: AuditEvent = {
  ...{ action: 'deployment.stop_requested', outcome: 'refused', detail: { reason: 'not permitted' } },
  subject: { type: 'deployment', id: ids.deployment },
};

test('a refusal that could not be written has not had its turn: the next one is on record, with how many were left out', async () => {
  const written: AuditEvent[] = [];
  const tx = { commit: async ({ events }) => void written.push(...events) } as Pick<
    Transaction,
    'commit'
  > as Transaction;
  const failures = [new Error('no database'), new Error('still none')];
  const unitOfWork: UnitOfWork = {
    refusals: oncePerMinute({ now: () => noon }),
    async run(_actor, work) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return work(tx);
    },
  };
  const refuse = () => refusalOnRecord(unitOfWork, actor, refused);
  await expect(refuse()).rejects.toThrow('no database');
  await expect(refuse()).rejects.toThrow('still none');
  await refuse();
  await refuse();
  expect(written).toEqual([{ ...refused, detail: { ...refused.detail, leftOut: 2 } }]);
});
