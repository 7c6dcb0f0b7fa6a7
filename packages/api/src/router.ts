// Every procedure of the portal, by the name that clients call it: its row in the table of actions, and who answers it.
import {
  type ActionInput,
  type ActionRequest,
  actions,
  type Deployment,
  type MenuAction,
  menuActions,
  quarantineActions,
  recordOf,
} from '@portal/types';
import type { inferRouterInputs, inferRouterOutputs, TRPCMutationProcedure } from '@trpc/server';
import { meProcedures, sessionProcedures } from './account-procedures.ts';
import { followEvents } from './follow-events.ts';
import { onDeploymentChange } from './on-change.ts';
import { bareProcedureOf, type ProcedureMeta, procedureOf } from './procedure.ts';
import { createCallerFactory, router } from './trpc.ts';

const {
  templates,
  canaries,
  deployments,
  operations,
  snapshots,
  shares,
  handovers,
  clusters,
  health,
  overview,
  announcements,
  limits,
  requests,
  quarantine,
  orphans,
  problems,
  mail,
  webhooks,
  people,
  teams,
  roles,
  tokens,
} = actions;

type MenuProcedures = {
  readonly [Asked in MenuAction]: TRPCMutationProcedure<{
    input: ActionInput<Asked>;
    output: Deployment;
    meta: ProcedureMeta;
  }>;
};

const menuProcedures = recordOf(menuActions, (action) =>
  procedureOf(deployments[action]).mutation(({ ctx, input }) =>
    // Parsed by the schema of this very action, which the type of a list of actions does not tell.
    ctx.services.deployments.act(ctx.actor, { action, ...input } as ActionRequest),
  ),
) satisfies Record<MenuAction, unknown> as MenuProcedures;

export const procedures = {
  templates: {
    list: bareProcedureOf(templates.list).query(({ ctx }) => ctx.services.templates.list(ctx.actor)),
    byId: procedureOf(templates.byId).query(({ ctx, input }) => ctx.services.templates.byId(ctx.actor, input.id)),
    versions: procedureOf(templates.versions).query(({ ctx, input }) =>
      ctx.services.templateAdmin.versions(ctx.actor, input.id),
    ),
    canaries: procedureOf(templates.canaries).query(({ ctx, input }) =>
      ctx.services.templateAdmin.canaries(ctx.actor, input.id),
    ),
    register: procedureOf(templates.register).mutation(({ ctx, input }) =>
      ctx.services.templateAdmin.register(ctx.actor, input),
    ),
    publish: procedureOf(templates.publish).mutation(({ ctx, input }) =>
      ctx.services.templateAdmin.publish(ctx.actor, input),
    ),
    deprecate: procedureOf(templates.deprecate).mutation(({ ctx, input }) =>
      ctx.services.templateAdmin.deprecate(ctx.actor, input),
    ),
    disable: procedureOf(templates.disable).mutation(({ ctx, input }) =>
      ctx.services.templateAdmin.disable(ctx.actor, input),
    ),
    enable: procedureOf(templates.enable).mutation(({ ctx, input }) =>
      ctx.services.templateAdmin.enable(ctx.actor, input.id),
    ),
    canary: procedureOf(templates.canary).mutation(({ ctx, input }) =>
      ctx.services.templateAdmin.startCanary(ctx.actor, input.id),
    ),
  },
  canaries: {
    byId: procedureOf(canaries.byId).query(({ ctx, input }) => ctx.services.templateAdmin.canary(ctx.actor, input.id)),
  },
  deployments: {
    list: procedureOf(deployments.list).query(({ ctx, input }) => ctx.services.deployments.list(ctx.actor, input)),
    count: procedureOf(deployments.count).query(({ ctx, input }) => ctx.services.deployments.count(ctx.actor, input)),
    byId: procedureOf(deployments.byId).query(({ ctx, input }) => ctx.services.deployments.byId(ctx.actor, input.id)),
    create: procedureOf(deployments.create).mutation(({ ctx, input }) =>
      ctx.services.deployments.create(ctx.actor, input),
    ),
    ...menuProcedures,
    credentials: procedureOf(deployments.credentials).mutation(({ ctx, input }) =>
      ctx.services.deployments.credentials(ctx.actor, input.id),
    ),
    console: procedureOf(deployments.console).mutation(({ ctx, input }) =>
      ctx.services.consoles.ticket(ctx.actor, input.id),
    ),
    figures: procedureOf(deployments.figures).query(({ ctx, input }) => ctx.services.figures.read(ctx.actor, input)),
    taskLog: procedureOf(deployments.taskLog).query(({ ctx, input }) => ctx.services.taskLog.read(ctx.actor, input)),
    operations: procedureOf(deployments.operations).query(({ ctx, input }) =>
      ctx.services.deployments.operations(ctx.actor, input),
    ),
    steps: procedureOf(deployments.steps).query(({ ctx, input }) =>
      ctx.services.deployments.steps(ctx.actor, input.id),
    ),
    onChange: onDeploymentChange,
  },
  operations: {
    byId: procedureOf(operations.byId).query(({ ctx, input }) =>
      ctx.services.deployments.operation(ctx.actor, input.id),
    ),
    cancel: procedureOf(operations.cancel).mutation(({ ctx, input }) =>
      ctx.services.deployments.cancel(ctx.actor, input.id),
    ),
    retry: procedureOf(operations.retry).mutation(({ ctx, input }) =>
      ctx.services.deployments.retry(ctx.actor, input.id),
    ),
  },
  snapshots: {
    list: procedureOf(snapshots.list).query(({ ctx, input }) => ctx.services.snapshots.list(ctx.actor, input.id)),
    create: procedureOf(snapshots.create).mutation(({ ctx, input }) => ctx.services.snapshots.create(ctx.actor, input)),
    rollback: procedureOf(snapshots.rollback).mutation(({ ctx, input }) =>
      ctx.services.snapshots.rollback(ctx.actor, input),
    ),
    remove: procedureOf(snapshots.remove).mutation(({ ctx, input }) => ctx.services.snapshots.remove(ctx.actor, input)),
  },
  shares: {
    list: procedureOf(shares.list).query(({ ctx, input }) => ctx.services.sharing.list(ctx.actor, input.id)),
    add: procedureOf(shares.add).mutation(({ ctx, input }) => ctx.services.sharing.share(ctx.actor, input)),
    remove: procedureOf(shares.remove).mutation(({ ctx, input }) => ctx.services.sharing.unshare(ctx.actor, input)),
  },
  handovers: {
    list: bareProcedureOf(handovers.list).query(({ ctx }) => ctx.services.handovers.list(ctx.actor)),
    ofDeployment: procedureOf(handovers.ofDeployment).query(({ ctx, input }) =>
      ctx.services.handovers.ofDeployment(ctx.actor, input.id),
    ),
    offer: procedureOf(handovers.offer).mutation(({ ctx, input }) => ctx.services.handovers.offer(ctx.actor, input)),
    withdraw: procedureOf(handovers.withdraw).mutation(({ ctx, input }) =>
      ctx.services.handovers.withdraw(ctx.actor, input.id),
    ),
    accept: procedureOf(handovers.accept).mutation(({ ctx, input }) =>
      ctx.services.handovers.accept(ctx.actor, input.id),
    ),
    decline: procedureOf(handovers.decline).mutation(({ ctx, input }) =>
      ctx.services.handovers.decline(ctx.actor, input.id),
    ),
  },
  clusters: {
    list: bareProcedureOf(clusters.list).query(({ ctx }) => ctx.services.clusters.list(ctx.actor)),
    templates: procedureOf(clusters.templates).query(({ ctx, input }) =>
      ctx.services.templateAdmin.seen(ctx.actor, input.id),
    ),
  },
  health: { read: bareProcedureOf(health.read).query(({ ctx }) => ctx.services.health.read(ctx.actor)) },
  overview: { read: bareProcedureOf(overview.read).query(({ ctx }) => ctx.services.overview.read(ctx.actor)) },
  announcements: {
    list: bareProcedureOf(announcements.list).query(({ ctx }) => ctx.services.announcements.list(ctx.actor)),
    publish: procedureOf(announcements.publish).mutation(({ ctx, input }) =>
      ctx.services.announcements.publish(ctx.actor, input),
    ),
    withdraw: procedureOf(announcements.withdraw).mutation(({ ctx, input }) =>
      ctx.services.announcements.withdraw(ctx.actor, input.id),
    ),
  },
  quarantine: {
    list: procedureOf(quarantine.list).query(({ ctx, input }) => ctx.services.quarantine.list(ctx.actor, input)),
    ...recordOf(quarantineActions, (action) =>
      procedureOf(quarantine[action]).mutation(({ ctx, input }) =>
        ctx.services.quarantine.settle(ctx.actor, action, input),
      ),
    ),
  },
  orphans: { list: bareProcedureOf(orphans.list).query(({ ctx }) => ctx.services.orphans.list(ctx.actor)) },
  problems: {
    list: procedureOf(problems.list).query(({ ctx, input }) => ctx.services.problems.list(ctx.actor, input)),
    byId: procedureOf(problems.byId).query(({ ctx, input }) => ctx.services.problems.byId(ctx.actor, input.id)),
    acknowledge: procedureOf(problems.acknowledge).mutation(({ ctx, input }) =>
      ctx.services.problems.acknowledge(ctx.actor, input.id),
    ),
    resume: procedureOf(problems.resume).mutation(({ ctx, input }) =>
      ctx.services.problems.resume(ctx.actor, input.id),
    ),
  },
  people: {
    list: procedureOf(people.list).query(({ ctx, input }) => ctx.services.people.list(ctx.actor, input)),
    byId: procedureOf(people.byId).query(({ ctx, input }) => ctx.services.people.byId(ctx.actor, input.id)),
    invite: procedureOf(people.invite).mutation(({ ctx, input }) => ctx.services.people.invite(ctx.actor, input)),
    createService: procedureOf(people.createService).mutation(({ ctx, input }) =>
      ctx.services.people.createService(ctx.actor, input),
    ),
    link: procedureOf(people.link).mutation(({ ctx, input }) => ctx.services.people.link(ctx.actor, input.id)),
    change: procedureOf(people.change).mutation(({ ctx, input }) => ctx.services.people.change(ctx.actor, input)),
    disable: procedureOf(people.disable).mutation(({ ctx, input }) => ctx.services.people.disable(ctx.actor, input)),
    removeSecondFactor: procedureOf(people.removeSecondFactor).mutation(({ ctx, input }) =>
      ctx.services.people.removeSecondFactor(ctx.actor, input.id),
    ),
    enable: procedureOf(people.enable).mutation(({ ctx, input }) => ctx.services.people.enable(ctx.actor, input.id)),
    pseudonymise: procedureOf(people.pseudonymise).mutation(({ ctx, input }) =>
      ctx.services.people.pseudonymise(ctx.actor, input.id),
    ),
  },
  teams: {
    list: bareProcedureOf(teams.list).query(({ ctx }) => ctx.services.teams.list(ctx.actor)),
    create: procedureOf(teams.create).mutation(({ ctx, input }) => ctx.services.teams.create(ctx.actor, input)),
    rename: procedureOf(teams.rename).mutation(({ ctx, input }) => ctx.services.teams.rename(ctx.actor, input)),
  },
  roles: {
    list: bareProcedureOf(roles.list).query(({ ctx }) => ctx.services.roles.list(ctx.actor)),
    byId: procedureOf(roles.byId).query(({ ctx, input }) => ctx.services.roles.byId(ctx.actor, input.id)),
    create: procedureOf(roles.create).mutation(({ ctx, input }) => ctx.services.roles.create(ctx.actor, input)),
    change: procedureOf(roles.change).mutation(({ ctx, input }) => ctx.services.roles.change(ctx.actor, input)),
    remove: procedureOf(roles.remove).mutation(({ ctx, input }) => ctx.services.roles.remove(ctx.actor, input.id)),
    scopes: bareProcedureOf(roles.scopes).query(({ ctx }) => ctx.services.roles.scopes(ctx.actor)),
  },
  limits: {
    list: bareProcedureOf(limits.list).query(({ ctx }) => ctx.services.limits.list(ctx.actor)),
    byId: procedureOf(limits.byId).query(({ ctx, input }) => ctx.services.limits.byId(ctx.actor, input.id)),
    preview: procedureOf(limits.preview).query(({ ctx, input }) => ctx.services.limits.preview(ctx.actor, input)),
    ofPerson: procedureOf(limits.ofPerson).query(({ ctx, input }) => ctx.services.limits.ofPerson(ctx.actor, input.id)),
    ofTemplate: procedureOf(limits.ofTemplate).query(({ ctx, input }) =>
      ctx.services.limits.ofTemplate(ctx.actor, input.id),
    ),
    create: procedureOf(limits.create).mutation(({ ctx, input }) => ctx.services.limits.create(ctx.actor, input)),
    change: procedureOf(limits.change).mutation(({ ctx, input }) => ctx.services.limits.change(ctx.actor, input)),
    remove: procedureOf(limits.remove).mutation(({ ctx, input }) => ctx.services.limits.remove(ctx.actor, input.id)),
  },
  requests: {
    list: procedureOf(requests.list).query(({ ctx, input }) => ctx.services.requests.list(ctx.actor, input)),
    byId: procedureOf(requests.byId).query(({ ctx, input }) => ctx.services.requests.byId(ctx.actor, input.id)),
    create: procedureOf(requests.create).mutation(({ ctx, input }) => ctx.services.requests.create(ctx.actor, input)),
    withdraw: procedureOf(requests.withdraw).mutation(({ ctx, input }) =>
      ctx.services.requests.withdraw(ctx.actor, input.id),
    ),
    approve: procedureOf(requests.approve).mutation(({ ctx, input }) =>
      ctx.services.requests.approve(ctx.actor, input),
    ),
    reject: procedureOf(requests.reject).mutation(({ ctx, input }) => ctx.services.requests.reject(ctx.actor, input)),
  },
  audit: {
    list: procedureOf(actions.audit.list).query(({ ctx, input }) => ctx.services.audit.list(ctx.actor, input)),
    facets: procedureOf(actions.audit.facets).query(({ ctx, input }) => ctx.services.audit.facets(ctx.actor, input)),
    export: procedureOf(actions.audit.export).query(({ ctx, input }) => ctx.services.audit.export(ctx.actor, input)),
    events: followEvents,
    integrity: bareProcedureOf(actions.audit.integrity).query(({ ctx }) => ctx.services.audit.integrity(ctx.actor)),
  },
  mail: {
    settings: bareProcedureOf(mail.settings).query(({ ctx }) => ctx.services.mail.settings(ctx.actor)),
    test: bareProcedureOf(mail.test).mutation(({ ctx }) => ctx.services.mail.test(ctx.actor)),
    resend: bareProcedureOf(mail.resend).mutation(({ ctx }) => ctx.services.mail.resend(ctx.actor)),
  },
  webhooks: {
    list: bareProcedureOf(webhooks.list).query(({ ctx }) => ctx.services.webhooks.list(ctx.actor)),
    byId: procedureOf(webhooks.byId).query(({ ctx, input }) => ctx.services.webhooks.byId(ctx.actor, input.id)),
    deliveries: procedureOf(webhooks.deliveries).query(({ ctx, input }) =>
      ctx.services.webhooks.deliveries(ctx.actor, input),
    ),
    create: procedureOf(webhooks.create).mutation(({ ctx, input }) => ctx.services.webhooks.create(ctx.actor, input)),
    change: procedureOf(webhooks.change).mutation(({ ctx, input }) => ctx.services.webhooks.change(ctx.actor, input)),
    rotate: procedureOf(webhooks.rotate).mutation(({ ctx, input }) => ctx.services.webhooks.rotate(ctx.actor, input)),
    test: procedureOf(webhooks.test).mutation(({ ctx, input }) => ctx.services.webhooks.test(ctx.actor, input.id)),
    redeliver: procedureOf(webhooks.redeliver).mutation(({ ctx, input }) =>
      ctx.services.webhooks.redeliver(ctx.actor, input),
    ),
    remove: procedureOf(webhooks.remove).mutation(({ ctx, input }) =>
      ctx.services.webhooks.remove(ctx.actor, input.id),
    ),
  },
  colleagues: {
    list: procedureOf(actions.colleagues.list).query(({ ctx, input }) =>
      ctx.services.colleagues.list(ctx.actor, input),
    ),
  },
  me: meProcedures,
  sessions: sessionProcedures,
  tokens: {
    list: procedureOf(tokens.list).query(({ ctx, input }) => ctx.services.tokens.list(ctx.actor, input)),
    create: procedureOf(tokens.create).mutation(({ ctx, input }) => ctx.services.tokens.create(ctx.actor, input)),
    rotate: procedureOf(tokens.rotate).mutation(({ ctx, input }) => ctx.services.tokens.rotate(ctx.actor, input)),
    revoke: procedureOf(tokens.revoke).mutation(({ ctx, input }) => ctx.services.tokens.revoke(ctx.actor, input)),
    restrict: procedureOf(tokens.restrict).mutation(({ ctx, input }) => ctx.services.tokens.restrict(ctx.actor, input)),
  },
};

export const appRouter = router(procedures);

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures in the process, without HTTP: for pages rendered on the server. */
export const createCaller = createCallerFactory(appRouter);
