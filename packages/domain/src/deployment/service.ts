// What people ask of deployments. Each method decides for itself whether this person may, records what it refuses, and
// leaves the work on the cluster to a job that is committed with the decision.
import {
  type DeploymentAction,
  type Deployment as DeploymentView,
  defaultPageLimit,
  type ExtendDeployment,
} from '@portal/types';
import { deploymentEvent, engineActions, requestedActions } from '../audit/events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound, StaleVersionError } from '../errors.ts';
import type { ChangeFeed, Clock, DeploymentReader, Ids, TemplateReader, UnitOfWork } from '../ports.ts';
import { mayCreate, mayOperate, maySee, visibilityOf } from '../principal.ts';
import type { AuditEvent, Deployment, JsonObject, TemplateVersion } from '../records.ts';
import type { DeploymentService, MutationOptions, PersonContext } from '../services.ts';
import { sizeOf, templateViolations } from '../template/bounds.ts';
import { actChange, type Decision, extendChange } from './act.ts';
import { type CreateOutcome, reserveAndCreate } from './create.ts';
import { type KeyedRequest, keyedRequest, recordOf, replayOf } from './idempotency.ts';
import { isNonEmpty, limitExceeded } from './limits.ts';
import { deploymentView, stepView } from './view.ts';

export interface DeploymentPorts {
  readonly unitOfWork: UnitOfWork;
  readonly deployments: DeploymentReader;
  readonly templates: TemplateReader;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Engine and people may write one deployment at the same moment; the loser reads again, this often. */
const staleRetries = 5;

/** What a transaction itself refuses (a name that is taken, a key used for another request) goes on record too. */
const asRefusal = (error: unknown): Extract<Decision, { readonly accepted: false }> => {
  if (error instanceof DomainError && !(error instanceof StaleVersionError)) return { accepted: false, error };
  throw error;
};

export const createDeploymentService = (ports: DeploymentPorts): DeploymentService => {
  const record = (actor: PersonContext, event: AuditEvent): Promise<void> =>
    ports.unitOfWork.run(actor, (tx) => tx.commit(Change.record(event)));

  const view = async (actor: PersonContext, id: string): Promise<DeploymentView> => {
    const detail = await ports.deployments.byId(id, visibilityOf(actor.principal));
    if (detail === null) throw notFound('deployment');
    return deploymentView(detail, actor.principal);
  };

  /** The deployment and its template, if this person may operate it. What they may not see does not exist for them. */
  const operable = async (
    actor: PersonContext,
    action: DeploymentAction,
    id: string,
  ): Promise<{ deployment: Deployment; template: TemplateVersion }> => {
    const detail = await ports.deployments.byId(id, { kind: 'all' });
    if (detail === null) throw notFound('deployment');
    if (mayOperate(actor.principal, detail.deployment)) return detail;
    const refusal = { reason: 'not permitted' };
    await record(actor, deploymentEvent(requestedActions[action], detail.deployment, refusal, 'refused'));
    if (!maySee(actor.principal, detail.deployment)) throw notFound('deployment');
    throw new DomainError('forbidden', 'Your role may look at this deployment but not change it.');
  };

  const attempt = async (actor: PersonContext, id: string, keyed: KeyedRequest | null, decide: Decide) =>
    ports.unitOfWork.run(actor, async (tx) => {
      await tx.lock({ kind: 'quota', userId: actor.principal.userId });
      if ((await replayOf(tx, keyed)) !== null) return null;
      const current = await tx.deployment(id);
      if (current === null) throw notFound('deployment');
      const decision = decide(current);
      if (decision.accepted) await tx.commit(decision.change(recordOf(keyed, id, ports.clock)));
      return decision;
    });

  const mutate = async (actor: PersonContext, request: Mutation): Promise<DeploymentView> => {
    const { action, id, input } = request;
    const { deployment, template } = await operable(actor, action, id);
    const operation = { operation: action, input: { id, ...input } };
    const keyed = keyedRequest(ports.ids, actor.principal.userId, operation, request.options);
    const decide: Decide = (current) => request.decide(current, template);
    for (let tries = 1; ; tries += 1) {
      try {
        const decision = await attempt(actor, deployment.id, keyed, decide).catch(asRefusal);
        if (decision !== null && !decision.accepted) {
          const detail = { ...input, reason: decision.error.message };
          await record(actor, deploymentEvent(requestedActions[action], deployment, detail, 'refused'));
          throw decision.error;
        }
        return await view(actor, deployment.id);
      } catch (error) {
        if (!(error instanceof StaleVersionError) || tries >= staleRetries) throw error;
      }
    }
  };

  return {
    async list(actor, input) {
      const filter = {
        ...input,
        limit: input.limit ?? defaultPageLimit,
        ownerIsMe: input.owner === 'me' ? actor.principal.userId : null,
      };
      const page = await ports.deployments.list(filter, visibilityOf(actor.principal));
      const items = page.items.map((detail) => deploymentView(detail, actor.principal));
      return { items, nextCursor: page.nextCursor };
    },

    byId: view,

    async create(actor, input, options) {
      const { principal } = actor;
      const template = await ports.templates.current(input.templateId);
      if (template === null) throw notFound('template');
      const id = ports.ids.next();
      const refused = async (error: DomainError): Promise<never> => {
        const detail = { templateId: template.templateId, reason: error.message };
        const subject = { id, name: input.name ?? template.slug };
        await record(actor, deploymentEvent(engineActions.created, subject, detail, 'refused'));
        throw error;
      };
      if (!mayCreate(principal)) {
        return refused(new DomainError('forbidden', 'Your role may look at deployments but not create them.'));
      }
      const bounds = templateViolations(template, sizeOf(input, template));
      if (isNonEmpty(bounds)) return refused(limitExceeded(bounds));
      const keyed = keyedRequest(ports.ids, principal.userId, { operation: 'create', input }, options);
      const reserve = ports.unitOfWork.run(actor, async (tx): Promise<CreateOutcome> => {
        await tx.lock({ kind: 'quota', userId: principal.userId });
        const replayed = await replayOf(tx, keyed);
        if (replayed !== null) return { kind: 'created', id: replayed };
        const idempotency = recordOf(keyed, id, ports.clock);
        return reserveAndCreate(tx, { id, person: principal, input, template, now: ports.clock.now(), idempotency });
      });
      const outcome = await reserve.catch((error: unknown) => refused(asRefusal(error).error));
      return outcome.kind === 'created' ? view(actor, outcome.id) : refused(limitExceeded(outcome.limits));
    },

    act: (actor, action, id, options) =>
      mutate(actor, {
        action,
        id,
        input: {},
        options,
        decide: (current) => actChange(current, action, ports.clock.now()),
      }),

    extend: (actor, input: ExtendDeployment, options) =>
      mutate(actor, {
        action: 'extend',
        id: input.id,
        input: { hours: input.hours },
        options,
        decide: (current, template) => extendChange(current, template, { hours: input.hours, now: ports.clock.now() }),
      }),

    async steps(actor, id) {
      const { id: known } = await view(actor, id);
      const steps = await ports.deployments.steps(known);
      return { items: steps.map((step) => stepView(step, actor.principal)) };
    },

    async *onChange(actor, lastEventId, signal) {
      const events = ports.feed.subscribe(visibilityOf(actor.principal), lastEventId, signal);
      for await (const { cursor, deploymentId, action, at } of events) {
        const change = deploymentId === null ? null : { deploymentId, action, at: at.toISOString() };
        yield { cursor, change };
      }
    },
  };
};

type Decide = (current: Deployment) => Decision;

interface Mutation {
  readonly action: DeploymentAction;
  readonly id: string;
  readonly input: JsonObject;
  readonly options: MutationOptions;
  readonly decide: (current: Deployment, template: TemplateVersion) => Decision;
}
