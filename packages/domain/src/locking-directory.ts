// The lock under which names of people and teams stay unique, and what is said of them stays true until it is written.
import type { Transaction, UnitOfWork } from './ports/unit-of-work.ts';
import type { ActorContext } from './principal.ts';

export const lockingDirectory =
  (unitOfWork: UnitOfWork) =>
  <Result>(actor: ActorContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    unitOfWork.run(actor, async (tx) => {
      await tx.lock({ kind: 'directory' });
      return work(tx);
    });
