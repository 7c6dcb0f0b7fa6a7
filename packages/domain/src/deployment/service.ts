// What people ask of deployments. Each method decides for itself whether this person may, records what it refuses, and
// leaves the work on the cluster to a job that is committed with the decision.
import {
  type Colleague,
  type CountDeployments,
  type CreateDeployment,
  type Deployment,
  type DeploymentChange,
  type DeploymentOperation,
  type DeploymentOperationPage,
  type DeploymentPage,
  type DeploymentStep,
  defaultPageLimit,
  hoursAfter,
  type ListDeployments,
  type ListOperations,
  messageCame,
  needsWithinHours,
  type Total,
} from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import { type FollowPorts, follow } from '../audit/follow.ts';
import { Change } from '../change.ts';
import { asColleague, recipientFor } from '../colleague/service.ts';
import { DomainError, notFound } from '../errors.ts';
import type { DeploymentSelection } from '../ports/deployments.ts';
import { isAdministrator, may, type Person, type PersonContext, seesPlacement, visibilityOf } from '../principal.ts';
import type { OperationRecord } from '../records.ts';
import { refusedNow } from './act.ts';
import { type AskingPorts, askedAgain, createAsking, decisionOn } from './asked.ts';
import { type CreatingPorts, lookAtOffer } from './creating.ts';
import { reveal } from './guest-access.ts';
import { asRefusal, createMutations, unlessStale } from './mutations.ts';
import { cancelChange, retriedAs, retryNotOffered, retryRefusal } from './operation-actions.ts';
import { deploymentView, operationView, stepView } from './view.ts';

export interface DeploymentPorts extends AskingPorts, CreatingPorts, FollowPorts {}

const askerOf = ({ userId, team, shared }: Person) => ({
  userId,
  teamId: team?.id ?? null,
  shared: [...(shared?.keys() ?? [])],
});

export const createDeploymentService = (ports: DeploymentPorts) => {
  const { recordRefusal, visible, viewFor, view, carryOut } = createMutations(ports);

  const recorded = async (id: string): Promise<OperationRecord> => {
    const found = await ports.deployments.operation(id);
    if (found === null) throw notFound('operation');
    return found;
  };

  const operation = async (actor: PersonContext, id: string): Promise<DeploymentOperation> => {
    const found = await recorded(id);
    const detail = await ports.deployments.byId(found.deploymentId, visibilityOf(actor.principal));
    if (detail === null) throw notFound('operation');
    const latest = await ports.deployments.latestOperation(found.deploymentId);
    return operationView(found, { detail, latestId: latest?.id ?? null }, viewFor(actor));
  };

  /** Whose it will be: of a colleague, by whoever could transfer it to them. */
  const ownerFor = async (person: Person, idOrEmail: string): Promise<Colleague | DomainError> => {
    const recipient = recipientFor(person, await ports.colleagues.find(idOrEmail));
    if ('code' in recipient) return new DomainError('invalid_input', recipient, { fields: [{ field: 'owner' }] });
    if (recipient.id === person.userId) return recipient;
    const owned = { ownerId: recipient.id, teamId: recipient.team?.id ?? null };
    if (may(person, 'deployments.transfer', owned).allowed) return recipient;
    return new DomainError('forbidden', { code: 'creates_for_oneself', params: {} });
  };

  const inHours = (hours: number): Date => hoursAfter(ports.clock.now(), hours);

  const selectionOf = (
    { principal }: PersonContext,
    { expiresWithinHours, needs, ...filter }: CountDeployments,
  ): DeploymentSelection => ({
    ...filter,
    ...(expiresWithinHours !== undefined && { expiresBy: inHours(expiresWithinHours) }),
    ...(needs !== undefined && {
      needs: { now: inHours(0), endsBy: inHours(needsWithinHours), ofAnybody: isAdministrator(principal) },
    }),
    asker: askerOf(principal),
    findsVmids: seesPlacement(principal),
  });

  const onOperation = (id: string, deploymentId: string) =>
    ({ id: deploymentId, about: 'operation', input: { operationId: id } }) as const;

  return {
    async list(
      actor: PersonContext,
      { sort, cursor, limit = defaultPageLimit, ...selected }: ListDeployments,
    ): Promise<DeploymentPage> {
      const filter = { ...selectionOf(actor, selected), sort, cursor, limit };
      const page = await ports.deployments.list(filter, visibilityOf(actor.principal));
      const reading = viewFor(actor);
      const items = page.items.map((detail) => deploymentView(detail, reading));
      return { items, nextCursor: page.nextCursor };
    },

    count: (actor: PersonContext, input: CountDeployments): Promise<Total> =>
      ports.deployments.count(selectionOf(actor, input), visibilityOf(actor.principal)),

    byId: view,

    async create(actor: PersonContext, input: CreateDeployment): Promise<Deployment> {
      const { principal } = actor;
      const { template, lay } = await lookAtOffer(ports, input.templateId);
      const id = ports.ids.next();
      const refused = async (error: DomainError): Promise<never> => {
        const detail = { templateId: template.templateId, reason: error.reason };
        const subject = { id, name: input.name ?? template.slug };
        const event = deploymentEvent(requestedActions.create, subject, detail, 'refused');
        await recordRefusal(actor, event, template.templateId);
        throw error;
      };
      const permission = may(principal, 'deployments.create');
      if (!permission.allowed) return refused(new DomainError('forbidden', permission.reason));
      const owner = input.owner === undefined ? asColleague(principal) : await ownerFor(principal, input.owner);
      if (owner instanceof DomainError) return refused(owner);
      const wanted = { id, owner, isForColleague: owner.id !== principal.userId, asker: principal, input };
      const create = () => ports.unitOfWork.run(actor, async (tx) => tx.commit(Change.of(await lay(tx, wanted))));
      await unlessStale(create).catch((error: unknown) => refused(asRefusal(error).error));
      return view(actor, id);
    },

    act: createAsking(ports),

    /** The password that the portal gave the guest: for its owner alone, and on record. */
    credentials: (actor: PersonContext, id: string) => reveal(ports, actor, id),

    async steps(actor: PersonContext, id: string): Promise<{ items: DeploymentStep[] }> {
      const { id: known } = await view(actor, id);
      const steps = await ports.deployments.steps(known);
      return { items: steps.map((step) => stepView(step, actor.principal, ports.words(actor.reader))) };
    },

    async operations(actor: PersonContext, input: ListOperations): Promise<DeploymentOperationPage> {
      const detail = await visible(actor, input.id);
      const { id, templateId } = detail.deployment;
      const page = { cursor: input.cursor, limit: input.limit ?? defaultPageLimit };
      const [{ items, nextCursor }, latest, usual] = await Promise.all([
        ports.deployments.operations(id, page),
        ports.deployments.latestOperation(id),
        ports.deployments.usualSteps(templateId),
      ]);
      const around = { detail, latestId: latest?.id ?? null };
      const views = items.map((operation) => operationView(operation, around, viewFor(actor)));
      return { items: views, nextCursor, usual: [...usual] };
    },

    operation,

    async cancel(actor: PersonContext, id: string): Promise<DeploymentOperation> {
      const asked = await recorded(id);
      const { deploymentId } = asked;
      await carryOut(actor, {
        ...onOperation(id, deploymentId),
        action: 'cancel',
        async decide(current, _detail, tx) {
          const latest = await tx.latestOperation(deploymentId);
          const step = await tx.runningStep(deploymentId);
          return cancelChange(current, {
            operation: latest?.id === id ? latest : asked,
            step,
            by: actor.principal.name,
            now: ports.clock.now(),
          });
        },
      });
      return operation(actor, id);
    },

    async retry(actor: PersonContext, id: string): Promise<DeploymentOperation> {
      const failed = await recorded(id);
      const { deploymentId } = failed;
      const detail = await ports.deployments.byId(deploymentId, visibilityOf(actor.principal));
      const action = detail === null ? null : retriedAs(failed.kind, detail.deployment);
      const asked = action === null ? null : askedAgain(action, deploymentId, failed.input);
      const again = asked === null ? null : await decisionOn(ports, asked, { retryOf: id });
      const begunId = await carryOut(actor, {
        ...onOperation(id, deploymentId),
        action: 'retry',
        async decide(current, detail, tx) {
          const latest = await tx.latestOperation(deploymentId);
          const around = { ...detail, deployment: current, latestId: latest?.id ?? null, person: actor.principal };
          const refusal = retryRefusal(failed, around);
          return again === null || refusal !== null
            ? refusedNow(current, refusal ?? retryNotOffered)
            : again(current, detail, tx);
        },
      });
      return operation(actor, begunId ?? id);
    },

    /** Endless; the first item carries a cursor and no change, and so does one after which anything may be different. */
    async *onChange(
      actor: PersonContext,
      lastEventId: string | null,
      signal: AbortSignal,
    ): AsyncGenerator<{ readonly cursor: string; readonly change: DeploymentChange | null }> {
      for await (const { cursor, deploymentId, action, at } of follow(ports, actor, lastEventId, signal)) {
        const saysWhat = deploymentId !== null || action === messageCame;
        yield { cursor, change: saysWhat ? { deploymentId, action, at: at.toISOString() } : null };
      }
    },
  };
};
