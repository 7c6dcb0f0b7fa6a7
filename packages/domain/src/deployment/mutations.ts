// What every change that a person asks of a deployment has in common: whether they may, one transaction in which it is
// decided on the deployment as it stands, and what is refused on record.
import {
  type ActionName,
  actionNames,
  type DeploymentAction,
  type Deployment as DeploymentView,
  type HandoverAction,
  type OperationAction,
  type QuarantineAction,
  type SharingAction,
} from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import { DomainError, notFound, PortalBusyError, StaleVersionError } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import { limitsPassed } from '../limits/holding.ts';
import type { DeploymentDetail, DeploymentReader } from '../ports/deployments.ts';
import type { Clock, Ids, Words } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type PersonContext, visibilityOf } from '../principal.ts';
import { refusalOnRecord } from '../put-on-record.ts';
import type { AuditEvent, Deployment, JsonObject } from '../records.ts';
import type { Decision } from './act.ts';
import { deploymentView } from './view.ts';

export interface MutationPorts {
  readonly unitOfWork: UnitOfWork;
  readonly deployments: DeploymentReader;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly words: Words;
}

/** The deployment as the transaction reads it, what surrounds it, and the transaction itself for further looks. */
export type Decide = (current: Deployment, detail: DeploymentDetail, tx: Transaction) => Decision | Promise<Decision>;

type Action = DeploymentAction | QuarantineAction | OperationAction | SharingAction | HandoverAction;

interface Mutation {
  readonly action: Action;
  /** Of the deployment. */
  readonly id: string;
  /** What is not found, where the person may not see it. */
  readonly about?: 'deployment' | 'operation' | 'handover';
  /** What was asked beside the id: part of its audit row where it is refused. */
  readonly input: JsonObject;
  readonly decide: Decide;
  /** To whom the deployment is offered, where that decides who may. */
  readonly offeredTo?: string | null;
  /** Whose limits it counts in afterwards; its owner's where this says nothing. */
  readonly countsFor?: string;
}

/** Engine and people may write one deployment at the same moment; the loser reads again, this often. */
const staleRetries = 5;

/** What a transaction itself refuses (such as a name that is taken) goes on record too; what only failed is no refusal. */
export const asRefusal = (error: unknown): Refused => {
  if (!(error instanceof DomainError) || error instanceof StaleVersionError || error instanceof PortalBusyError)
    throw error;
  return { accepted: false, error };
};

/** The loser of a race reads again. */
export const unlessStale = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StaleVersionError) || tries >= staleRetries) throw error;
    }
  }
};

export const createMutations = (ports: MutationPorts) => {
  const recordRefusal = (actor: PersonContext, event: AuditEvent, about?: string): Promise<void> =>
    refusalOnRecord(ports.unitOfWork, actor, event, about);

  const viewFor = ({ principal: person, reader }: PersonContext) => ({
    person,
    now: ports.clock.now(),
    say: ports.words(reader),
  });

  const visible = async (actor: PersonContext, id: string): Promise<DeploymentDetail> => {
    const detail = await ports.deployments.byId(id, visibilityOf(actor.principal));
    if (detail === null) throw notFound('deployment');
    return detail;
  };

  /** What they see, if they may also read that of it. */
  const readable = async (actor: PersonContext, action: ActionName, id: string): Promise<DeploymentDetail> => {
    const detail = await visible(actor, id);
    const permission = may(actor.principal, action, detail.deployment);
    if (!permission.allowed) throw new DomainError('forbidden', permission.reason);
    return detail;
  };

  const view = async (actor: PersonContext, id: string): Promise<DeploymentView> =>
    deploymentView(await visible(actor, id), viewFor(actor));

  /** The deployment, if this person may do that to it. What they may not see does not exist for them. */
  const operable = async (
    actor: PersonContext,
    { action, id, about = 'deployment', offeredTo = null }: Mutation,
  ): Promise<DeploymentDetail> => {
    const detail = await ports.deployments.byId(id, { kind: 'all' });
    if (detail === null) throw notFound(about);
    const permission = may(actor.principal, actionNames[action], { ...detail.deployment, offeredTo });
    if (permission.allowed) return detail;
    const refusal = { reason: 'not permitted' };
    await recordRefusal(actor, deploymentEvent(requestedActions[action], detail.deployment, refusal, 'refused'));
    throw permission.isHidden ? notFound(about) : new DomainError('forbidden', permission.reason);
  };

  const attempt = async (actor: PersonContext, found: Found): Promise<Attempt> =>
    ports.unitOfWork.run(actor, async (tx) => {
      const { id, ownerId } = found.detail.deployment;
      // What it takes counts among its owner's, whoever asks.
      await tx.lock({ kind: 'quota', userId: found.countsFor ?? ownerId });
      const current = await tx.deployment(id);
      if (current === null) throw notFound('deployment');
      // Given to somebody else meanwhile: who may ask for what is another matter then.
      if (current.ownerId !== ownerId) throw new StaleVersionError();
      const refusal = versionRefusal(actor, current);
      if (refusal !== null) return { accepted: false, error: refusal };
      const decision = await found.decide(current, found.detail, tx);
      if (!decision.accepted) return decision;
      const passed = await limitsPassed(tx, { before: current, change: decision.change, now: ports.clock.now() });
      if (passed !== null) return { accepted: false, error: passed };
      await tx.commit(decision.change);
      if (decision.change.answers !== null) return { accepted: true, begunId: null };
      const begun = await tx.latestOperation(id);
      if (begun === null) throw new Error(`deployment ${id} has no operation`);
      await tx.keepKey(begun.id);
      return { accepted: true, begunId: begun.id };
    });

  /** Answers the operation that it began, where its change is answered by that. */
  const carryOut = async (actor: PersonContext, request: Mutation): Promise<string | null> => {
    const { action, input } = request;
    const { decision, deployment } = await unlessStale(async () => {
      const detail = await operable(actor, request);
      return { decision: await attempt(actor, { ...request, detail }).catch(asRefusal), deployment: detail.deployment };
    });
    if (decision.accepted) return decision.begunId;
    const refusal = { ...input, reason: decision.error.reason };
    await recordRefusal(actor, deploymentEvent(requestedActions[action], deployment, refusal, 'refused'));
    throw decision.error;
  };

  const mutate = async (actor: PersonContext, request: Mutation): Promise<DeploymentView> => {
    await carryOut(actor, request);
    return view(actor, request.id);
  };

  return { recordRefusal, visible, readable, viewFor, view, carryOut, mutate };
};

type Refused = Extract<Decision, { readonly accepted: false }>;
type Attempt = { readonly accepted: true; readonly begunId: string | null } | Refused;

interface Found extends Pick<Mutation, 'decide' | 'countsFor'> {
  readonly detail: DeploymentDetail;
}
