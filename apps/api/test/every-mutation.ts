// Every action of the table, over REST on the real services and database: whoever adds one says here how it is asked for, and
// finds out in the tests that walk these tables what it has to hold.
import { systemIds } from '@portal/db/system';
import { commitProblems, leaseWithoutEnd, onDeletions, raised } from '@portal/domain';
import { aLastObservation } from '@portal/testing';
import { actionsByName, hoursAfter, menuActions, type Weekday } from '@portal/types';
import {
  type Asked,
  asked,
  askedByColleague,
  asksForMore,
  deployed,
  type Input,
  latestOf,
  makeRoomForWebhook,
  onDelivery,
  onDeployment,
  onDisabled,
  onFailed,
  onLimit,
  onOffered,
  onOfferedByOther,
  onPerson,
  onProblem,
  onQuarantined,
  onRole,
  onRunning,
  onShare,
  onSnapshot,
  onTeam,
  onTemplate,
  onToken,
  onWebhook,
  other,
  requested,
  type World,
  whereAccepted,
  withAuthenticator,
  withPassword,
  withReason,
} from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';
import { createStack } from './stack.ts';
import { registration, seenTemplate } from './template-registration.ts';

export const mutations: Record<string, (world: World) => Promise<Asked>> = {
  'problems.acknowledge': async (world) => ({ input: { id: await onProblem(world) }, other }),
  'problems.resume': async ({ stack, admin }) => {
    const problem = raised('deletions_stopped', onDeletions, { limit: 50, due: 4 });
    await commitProblems(stack.database.unitOfWork, 'test', [problem]);
    const { items } = await stack.services.problems.list(admin, { code: 'deletions_stopped' });
    return { input: { id: items[0]?.id }, other };
  },
  'tokens.create': async () => {
    const input = { name: 'nightly', scopes: ['read'] };
    return { input, other: { ...input, days: 3 }, secret: true };
  },
  // Of the one that is new, and of the one that it takes over from.
  'tokens.rotate': async (world) => ({ input: await onToken(world), other, acts: 2, secret: true }),
  'tokens.revoke': async (world) => ({ input: await onToken(world), other }),
  'tokens.restrict': async (world) => {
    const input = { ...(await onToken(world)), addresses: ['192.0.2.0/24'] };
    return { input, other: { ...input, addresses: ['198.51.100.0/24'] } };
  },
  'people.invite': async () => {
    const name = `Invited ${systemIds.next()}`;
    const input = { name, email: `${systemIds.next()}@example.com`, role: 'support' };
    return { input, other: { ...input, role: 'lead' }, acts: 2, secret: true };
  },
  'people.createService': async () => {
    const input = { name: `Service ${systemIds.next()}`, role: 'support' };
    return { input, other: { ...input, role: 'lead' } };
  },
  'people.link': async (world) => ({ input: await onPerson(world), other, secret: true }),
  'people.change': async (world) => {
    const input = { ...(await onPerson(world)), role: 'lead' };
    return { input, other: { ...input, role: 'auditor' } };
  },
  'people.disable': async (world) => {
    const input = { ...(await onPerson(world)), reason: 'Left the company.' };
    return { input, other: { ...input, reason: 'Lost the laptop.' } };
  },
  'people.removeSecondFactor': async (world) => {
    const input = await onPerson(world);
    await withAuthenticator(world, input.id);
    return { input, other };
  },
  'people.enable': onDisabled,
  // What the account's own trigger says of it, and what proves what was rewritten.
  'people.pseudonymise': async (world) => ({ ...(await onDisabled(world)), acts: 2 }),
  'teams.create': async () => ({ input: { name: `Team ${systemIds.next()}` }, other: { name: 'Another team' } }),
  'teams.rename': async (world) => {
    const input = { ...(await onTeam(world)), name: `Renamed ${systemIds.next()}` };
    return { input, other: { ...input, name: 'Renamed otherwise' } };
  },
  'roles.create': async () => {
    const input = { name: `Role ${systemIds.next()}`, base: 'support', scopes: ['read'] };
    return { input, other: { ...input, base: 'lead' } };
  },
  'roles.change': async (world) => {
    const input = { ...(await onRole(world)), scopes: ['read', 'deployments:start'] };
    return { input, other: { ...input, scopes: ['read'] } };
  },
  'roles.remove': async (world) => ({ input: await onRole(world), other }),
  'announcements.publish': async () => ({
    input: { kind: 'information', text: 'The lift is out of order.', until: '2999-01-01T00:00:00.000Z' },
    other,
  }),
  'announcements.withdraw': async ({ stack, admin }) => {
    // Those whom it was refused left theirs open.
    for (const { id } of (await stack.services.announcements.open()).items) {
      await stack.services.announcements.withdraw(admin, id);
    }
    const input = { kind: 'information', text: 'Lunch is served.', until: '2999-01-01T00:00:00.000Z' } as const;
    return { input: { id: (await stack.services.announcements.publish(admin, input)).id }, other };
  },
  'limits.create': async ({ stack }) => {
    const input = { subject: 'person', of: (await stack.person()).principal.userId, measure: 'diskGiB', value: 900 };
    return { input, other: { ...input, value: 800 } };
  },
  'limits.change': async (world) => {
    const input = { ...(await onLimit(world)), value: 10 };
    return { input, other: { ...input, value: 11 } };
  },
  'limits.remove': async (world) => ({ input: await onLimit(world), other }),
  'webhooks.create': async (world) => {
    await makeRoomForWebhook(world);
    const input = { name: 'CMDB', url: 'https://127.0.0.1/hook', actions: null };
    return { input, other: { ...input, actions: ['deployment.'] }, secret: true };
  },
  'webhooks.change': async (world) => {
    const input = { ...(await onWebhook(world)), actions: ['problem.'] };
    return { input, other: { ...input, actions: null } };
  },
  'webhooks.rotate': async (world) => {
    const input = await onWebhook(world);
    return { input, other: { ...input, overlapHours: 0 }, secret: true };
  },
  'webhooks.test': async (world) => ({ input: await onWebhook(world), other }),
  'webhooks.redeliver': async (world) => ({ input: await onDelivery(world), other }),
  'webhooks.remove': async (world) => ({ input: await onWebhook(world), other }),
  'requests.create': async ({ stack, admin }) => {
    // One of a measure is open at a time.
    for (const { id } of (await stack.services.requests.list(admin, { whose: 'own', open: true })).items) {
      await stack.services.requests.withdraw(admin, id);
    }
    const input = { ...asksForMore, value: 9_999 };
    return { input, other: { ...input, days: 2 } };
  },
  'requests.withdraw': async (world) => ({ input: { id: await asked(world) }, other }),
  // Of the request, and of what is granted.
  'requests.approve': async (world) => ({ input: { id: await askedByColleague(world) }, other, acts: 2 }),
  'requests.reject': async (world) => {
    const input = { id: await askedByColleague(world), comment: 'Use what you have first.' };
    return { input, other: { ...input, comment: 'Not this week.' } };
  },
  'mail.test': async () => ({ input: {}, other, secret: true }),
  'mail.resend': async () => ({ input: {}, other, secret: true }),
  'templates.register': async ({ stack }) => {
    const input = registration(stack, 'registered-once');
    return { input, other: { ...input, name: 'Another' } };
  },
  'templates.publish': async (world) => {
    const { slug: _, ...located } = registration(world.stack, 'any');
    const input = { ...(await onTemplate(world)), baseVersion: 1, ...located, name: 'Next' };
    return { input, other: { ...input, name: 'Another' } };
  },
  'templates.deprecate': withReason,
  'templates.disable': withReason,
  'templates.enable': async (world) => ({ input: await onTemplate(world), other, acts: 0 }),
  'templates.canary': async (world) => ({ input: await onTemplate(world), other }),
  'deployments.create': async ({ stack }) => {
    const input = { templateId: stack.template.templateId };
    return { input, other: { ...input, vcpus: 1 } };
  },
  ...Object.fromEntries(menuActions.map((action) => [`deployments.${action}`, onDeployment(whereAccepted(action))])),
  'deployments.unprotect': async (world) => {
    const { id } = await deployed(world, 'running');
    await world.stack.services.deployments.act(world.admin, { action: 'protect', id });
    return { input: { id }, other };
  },
  'deployments.confirm': async (world) => {
    const { id } = await deployed(world, 'running', { given: leaseWithoutEnd(new Date()) });
    return { input: { id }, other };
  },
  'deployments.extend': async (world) => {
    const { id } = await deployed(world, 'running');
    return { input: { id, hours: 2 }, other: { id, hours: 3 } };
  },
  'deployments.resize': async (world) => {
    const { id } = await deployed(world, 'running');
    return { input: { id, vcpus: 3 }, other: { id, vcpus: 4 } };
  },
  'deployments.edit': async (world) => {
    const { id } = await deployed(world, 'running');
    return { input: { id, ticket: 'CASE-2', tags: ['voip'] }, other: { id, ticket: 'CASE-3' } };
  },
  'deployments.transfer': async (world) => {
    const { stack, owner } = world;
    const colleague = async () => (await stack.person('support', owner.principal.team)).principal.userId;
    const { id } = await deployed(world, 'running');
    return { input: { id, to: await colleague() }, other: { id, to: await colleague() } };
  },
  'deployments.set_schedule': async (world) => {
    const { id } = await deployed(world, 'running');
    const input = { id, days: ['mon'], start: '08:00', stop: '18:00', timeZone: 'Europe/Berlin' };
    return { input, other: { ...input, start: '07:00' } };
  },
  'deployments.remove_schedule': async (world) => {
    const days: Weekday[] = ['mon'];
    const schedule = { days, start: '08:00', stop: '18:00', timeZone: 'Europe/Berlin' };
    const given = { schedule, nextPower: 'start', nextPowerAt: hoursAfter(new Date(), 200) } as const;
    return { input: { id: (await deployed(world, 'running', { given })).id }, other };
  },
  'deployments.credentials': async (world) => {
    return { input: { id: await withPassword(world) }, other, secret: true };
  },
  'deployments.set_password': async (world) => ({ input: { id: await withPassword(world) }, other }),
  'operations.cancel': async (world) => latestOf(world, await deployed(world, 'starting')),
  'operations.retry': onFailed,
  'snapshots.create': onDeployment('running'),
  'snapshots.rollback': onSnapshot,
  'snapshots.remove': onSnapshot,
  'shares.add': async (world) => {
    const { id } = await deployed(world, 'running');
    const colleague = (await world.stack.person('support', world.owner.principal.team)).principal.userId;
    const input = { id, with: colleague, level: 'view' };
    return { input, other: { ...input, level: 'operate' } };
  },
  'shares.remove': onShare,
  'handovers.offer': async (world) => {
    const { id } = await deployed(world, 'running');
    const colleague = async () => (await world.stack.person('support', world.owner.principal.team)).principal.userId;
    return { input: { id, to: await colleague() }, other: { id, to: await colleague() } };
  },
  'handovers.withdraw': onOffered,
  'handovers.accept': onOfferedByOther,
  'handovers.decline': onOfferedByOther,
  'quarantine.adopt': onQuarantined,
  'quarantine.release': onQuarantined,
  'quarantine.destroy': onQuarantined,
};

/** What every query is asked with. */
export const queries: Record<string, (world: World) => Promise<Input>> = {
  'templates.list': async () => ({}),
  'templates.byId': onTemplate,
  'templates.versions': onTemplate,
  'templates.canaries': onTemplate,
  'canaries.byId': async (world) => {
    const { stack, admin } = world;
    const { id } = await stack.services.templateAdmin.startCanary(admin, (await onTemplate(world)).id);
    return { id };
  },
  'deployments.list': async () => ({}),
  'deployments.byId': onRunning,
  'deployments.operations': onRunning,
  'deployments.steps': onRunning,
  'deployments.count': async () => ({}),
  'deployments.taskLog': onRunning,
  'deployments.figures': async (world) => ({ id: (await requested(world)).id }),
  'operations.byId': async (world) => ({ id: (await requested(world)).operation?.id }),
  'snapshots.list': onRunning,
  'shares.list': onRunning,
  'handovers.list': async () => ({}),
  'handovers.ofDeployment': onRunning,
  'clusters.list': async () => ({}),
  'clusters.templates': async ({ stack }) => ({ id: stack.cluster.id }),
  'quarantine.list': async () => ({}),
  'orphans.list': async () => ({}),
  'health.read': async () => ({}),
  'overview.read': async () => ({}),
  'limits.list': async () => ({}),
  'limits.byId': onLimit,
  'limits.ofPerson': async ({ owner }) => ({ id: owner.principal.userId }),
  'limits.ofTemplate': async ({ stack }) => ({ id: stack.template.templateId }),
  'limits.preview': async () => ({ subject: 'everyone', measure: 'vcpus', value: 9 }),
  'requests.list': async () => ({}),
  'requests.byId': async (world) => ({ id: await asked(world) }),
  'mail.settings': async () => ({}),
  'webhooks.list': async () => ({}),
  'webhooks.byId': onWebhook,
  'webhooks.deliveries': onWebhook,
  'problems.list': async () => ({}),
  'problems.byId': async (world) => ({ id: await onProblem(world) }),
  'people.list': async () => ({}),
  'people.byId': onPerson,
  'teams.list': async () => ({}),
  'roles.list': async () => ({}),
  'roles.byId': onRole,
  'roles.scopes': async () => ({}),
  'audit.list': async () => ({}),
  'audit.facets': async () => ({}),
  'tokens.list': async () => ({}),
  'audit.export': async () => ({ format: 'jsonl' }),
  'audit.events': async () => ({}),
  'audit.integrity': async () => ({}),
  'announcements.list': async () => ({}),
  'me.announcements': async () => ({}),
  'me.messages': async () => ({}),
  'me.get': async () => ({}),
  'colleagues.list': async () => ({}),
};

/** Asks for an action of the table by its name. */
export const asking =
  (rest: Awaited<ReturnType<typeof restOf>>) =>
  (name: string, input: Input, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const { method = '', path = '' } = actionsByName[name] ?? {};
    const entries = Object.entries(input);
    const inPath = entries.filter(([field]) => path.includes(`{${field}}`));
    const body = Object.fromEntries(entries.filter((entry) => !inPath.includes(entry)));
    const named = inPath.reduce((text, [field, value]) => text.replace(`{${field}}`, String(value)), path);
    if (Object.keys(body).length === 0) return rest(method, named, { headers });
    if (method !== 'GET') return rest(method, named, { headers, body });
    const query = Object.entries(body).map(([field, value]) => `${field}=${encodeURIComponent(String(value))}`);
    return rest(method, `${named}?${query.join('&')}`, { headers });
  };

/** Names of all that stand in REST. The rest is for whoever is signed in at the portal's own pages. */
export const actionNamesOfRest = Object.keys(actionsByName)
  .filter((name) => actionsByName[name]?.path !== undefined)
  .toSorted();

export const mutationNames = actionNamesOfRest.filter((name) => actionsByName[name]?.method !== 'GET');

export interface Mutations extends World, AsyncDisposable {
  /** By name, as an administrator. */
  readonly send: ReturnType<typeof asking>;
  /** How much is on record, but for what the table prepared, and for where its tokens are used. */
  readonly acts: () => Promise<number>;
}

export const startMutations = async (): Promise<Mutations> => {
  // A VM for each mutation and each who asks for it.
  const stack = await createStack({ settings: { vmidMax: 5999 } });
  await stack.database.lastObservations.save(
    aLastObservation({ clusterId: stack.cluster.id, templates: [seenTemplate] }),
  );
  const admin = await stack.person('admin');
  return {
    stack,
    admin,
    owner: admin,
    send: asking(await restOf(stack, admin)),
    acts: async () =>
      (
        await stack.owner.query(
          `SELECT FROM audit_logs WHERE action NOT IN ('deployment.prepared', 'api_token.used_from_new_address')`,
        )
      ).rowCount ?? 0,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
};
