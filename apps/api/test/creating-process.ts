// A process of its own that asks for VMs as fast as it can, on behalf of several people, and says what became of it.
import { createDatabase } from '@portal/db';
import { createVault, systemClock, systemIds } from '@portal/db/system';
import { createServices, DomainError, type PersonContext } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { closedSender, silentLog } from '@portal/testing';
import { secretsKey } from './stack.ts';

export interface Work {
  readonly url: string;
  readonly templateId: string;
  readonly people: readonly PersonContext[];
  readonly creates: number;
}

const lanes = 8;

const work = async ({ url, templateId, people, creates }: Work): Promise<readonly string[]> => {
  const database = createDatabase({ url, log: silentLog, poolSize: lanes });
  const system = { clock: systemClock, ids: systemIds, vault: createVault(secretsKey) };
  const { deployments } = createServices({
    ...{ words: rendererFor, ...database, ...system },
    webhookSender: closedSender,
  });
  /** Whoever is told that the portal is busy asks again. */
  const create = (actor: PersonContext): Promise<string> =>
    deployments.create(actor, { templateId }).then(
      () => 'granted',
      (error: unknown) => (error instanceof DomainError ? error.reason.code : String(error)),
    );
  const outcomes: string[] = [];
  let asked = 0;
  const lane = async (): Promise<void> => {
    while (asked < creates) {
      const actor = people[asked % people.length];
      asked += 1;
      if (actor === undefined) throw new Error('Nobody asks.');
      let outcome: string;
      do outcome = await create(actor);
      while (outcome === 'portal_busy');
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await database.close();
  return outcomes;
};

process.once('message', async (asked: Work) => {
  process.send?.(await work(asked));
  process.disconnect();
});
