// What people ask about VMs that are offered to a colleague, by those whose they are to give and by the colleague.
import {
  type DeclinedHandover,
  type Deployment,
  type DeploymentHandover as DeploymentHandoverView,
  type Handover,
  type HandoverAction,
  type HandoverList,
  mostHandoversShown,
  type Reason,
  type TransferDeployment,
} from '@portal/types';
import { actionState } from '../action-state.ts';
import { createMutations, type Decide, type MutationPorts } from '../deployment/mutations.ts';
import { given } from '../given.ts';
import type { Holding } from '../limits/evaluate.ts';
import { growthBy, holdingOf, overLimits } from '../limits/holding.ts';
import type { DeploymentDetail, HandoverDetail } from '../ports/deployments.ts';
import type { Owner } from '../ports/limits.ts';
import type { ColleagueReader } from '../ports/readers.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import { may, type Person, type PersonContext } from '../principal.ts';
import type { DeploymentHandover, Deployment as DeploymentRecord } from '../records.ts';
import { acceptChange, declineChange, offerChange, withdrawChange } from './handover.ts';
import { openOffer } from './open-offer.ts';

export interface HandoverPorts extends MutationPorts {
  readonly colleagues: ColleagueReader;
}

const offeredView = ({ row, offeredBy }: HandoverDetail) => ({
  offeredBy,
  offeredAt: row.offeredAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
});

const factsOf = ({ deployment, template }: DeploymentDetail): Handover['deployment'] => {
  const { id, name, vcpus, memoryMiB, diskGiB, expiresAt } = deployment;
  return {
    id,
    name,
    templateName: template.name,
    vcpus,
    memoryMiB,
    diskGiB,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
};

interface Acceptance {
  readonly by: Person;
  readonly open: DeploymentHandover | null;
}

const ownerOf = ({ userId, team }: Person): Owner => ({ userId, teamId: team?.id ?? null });

export const createHandoverService = (ports: HandoverPorts) => {
  const { carryOut, mutate, readable } = createMutations(ports);
  const now = (): Date => ports.clock.now();

  /** What accepting it comes to: asked for in the list too. */
  const accepted = async (tx: Transaction, current: DeploymentRecord, { by, ...request }: Acceptance) =>
    acceptChange(current, {
      ...{ by, ...request, now: now() },
      nameTaken: await tx.nameTaken(by.userId, current.name),
    });

  /** Null where they could accept it now. */
  const refusal = async (
    tx: Transaction,
    current: DeploymentRecord,
    { holding, ...asked }: Acceptance & { readonly holding: Holding },
  ): Promise<Reason | null> => {
    const permission = may(asked.by, 'handovers.accept', { ...current, offeredTo: asked.by.userId });
    if (!permission.allowed) return permission.reason;
    const decision = await accepted(tx, current, asked);
    if (!decision.accepted) return decision.error.reason;
    const growth = await growthBy(tx, { before: current, change: decision.change, now: now() });
    return growth === null ? null : (overLimits(holding, growth)?.reason ?? null);
  };

  /** For the one alone to whom it is offered, who need not see the deployment. */
  const answer = async (actor: PersonContext, action: HandoverAction, id: string) => {
    const { userId } = actor.principal;
    const found = await ports.deployments.handover(id, now());
    const open = async (tx: Transaction, current: DeploymentRecord): Promise<DeploymentHandover | null> => {
      const row = await openOffer(tx, current, now());
      return row?.userId === userId ? row : null;
    };
    return {
      open,
      request: { action, id, about: 'handover', input: {}, offeredTo: found?.row.userId ?? null },
    } as const;
  };

  return {
    /** What is offered to them. */
    async list(actor: PersonContext): Promise<HandoverList> {
      const { principal } = actor;
      const found = await ports.deployments.offeredTo(principal.userId, now(), mostHandoversShown);
      if (found.length === 0) return { items: [] };
      const say = ports.words(actor.reader);
      return ports.unitOfWork.run(actor, async (tx) => {
        const items: Handover[] = [];
        const holding = await holdingOf(tx, ownerOf(principal));
        for (const { detail, handover } of found) {
          const acceptance = actionState(
            await refusal(tx, detail.deployment, { by: principal, open: handover.row, holding }),
            say,
          );
          items.push({ deployment: factsOf(detail), ...offeredView(handover), acceptance });
        }
        return { items };
      });
    },

    async ofDeployment(actor: PersonContext, deploymentId: string): Promise<DeploymentHandoverView> {
      const { deployment } = await readable(actor, 'handovers.ofDeployment', deploymentId);
      const found = await ports.deployments.handover(deployment.id, now());
      return { open: found === null ? null : { to: found.to, ...offeredView(found) } };
    },

    async offer(actor: PersonContext, { id, ...asked }: TransferDeployment): Promise<Deployment> {
      const to = await ports.colleagues.find(asked.to);
      const newId = ports.ids.next();
      return mutate(actor, {
        action: 'offer',
        id,
        input: given(asked),
        async decide(current, _detail, tx) {
          const open = await openOffer(tx, current, now());
          return offerChange(current, { id: newId, by: actor.principal, to, open, now: now() });
        },
      });
    },

    withdraw: (actor: PersonContext, id: string): Promise<Deployment> =>
      mutate(actor, {
        action: 'withdraw',
        id,
        input: {},
        decide: async (current, _detail, tx) =>
          withdrawChange(current, { open: await openOffer(tx, current, now()), now: now() }),
      }),

    async accept(actor: PersonContext, id: string): Promise<Deployment> {
      const { principal } = actor;
      const { open, request } = await answer(actor, 'accept', id);
      const decide: Decide = async (current, _detail, tx) =>
        accepted(tx, current, { by: principal, open: await open(tx, current) });
      return mutate(actor, { ...request, decide, countsFor: principal.userId });
    },

    async decline(actor: PersonContext, id: string): Promise<DeclinedHandover> {
      const { open, request } = await answer(actor, 'decline', id);
      const decide: Decide = async (current, _detail, tx) =>
        declineChange(current, { open: await open(tx, current), now: now() });
      await carryOut(actor, { ...request, decide });
      return { id };
    },
  };
};
