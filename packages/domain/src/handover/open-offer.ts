// What is offered of a VM, as a transaction finds it. Whoever finds one whose time is over, before it was answered, puts that on record:
// a person who offers or withdraws, or the sweep.
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { Change } from '../change.ts';
import { unlessStale } from '../deployment/mutations.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { ActorContext } from '../principal.ts';
import type { Deployment, DeploymentHandover } from '../records.ts';

/** Of two who find it at once, one removes the row: that is on record once. No request is answered by it. */
const expiryOf = (
  offered: Pick<Deployment, 'id' | 'name'>,
  { id, userId: to, offeredBy }: DeploymentHandover,
): Change =>
  Change.of({
    writes: [{ kind: 'handover.remove', id, deploymentId: offered.id }],
    events: [deploymentEvent(engineActions.offerExpired, offered, { to, offeredBy })],
    answers: null,
  });

/** Null where nothing is offered, or no longer. */
export const openOffer = async (
  tx: Transaction,
  current: Deployment,
  now: Date,
): Promise<DeploymentHandover | null> => {
  const found = await tx.handover(current.id);
  if (found === null || found.endsAt > now) return found;
  await tx.commit(expiryOf(current, found));
  return null;
};

/** Of a VM whose offer was found to be over. */
export const endOffer = (
  unitOfWork: UnitOfWork,
  actor: ActorContext,
  { deploymentId, now }: { readonly deploymentId: string; readonly now: Date },
): Promise<void> =>
  unlessStale(() =>
    unitOfWork.run(actor, async (tx) => {
      const current = await tx.deployment(deploymentId);
      if (current !== null) await openOffer(tx, current, now);
    }),
  );
