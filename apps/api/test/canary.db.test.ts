import type { GuestRef, PersonContext } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { aLastObservation } from '@portal/testing';
import { hourMs } from '@portal/types';
import { expect, test } from 'vitest';
import { hoursLater, shown, trialsOf } from './canary-trials.ts';
import { createKillSwitch, KilledError, killableUnitOfWork } from './kill-points.ts';
import { portalVms } from './observe-cluster.ts';
import { createStack, engineWith, publishTemplate, type Stack, until } from './stack.ts';

const templateActions = async (stack: Stack): Promise<string[]> => {
  const { rows } = await stack.owner.query<{ action: string }>(
    `SELECT action FROM audit_logs WHERE subject_type = 'template' AND subject_id = $1 ORDER BY id`,
    [stack.template.templateId],
  );
  return rows.map(({ action }) => action);
};

const sees = (stack: Stack, actor: PersonContext) =>
  stack.services.deployments.list(actor, { status: 'queued,provisioning,running,deleting,deleted' });

test('a canary makes a VM, sees it running with an address, deletes it, and tells its time', async () => {
  await using stack = await createStack();
  const [admin, support] = await Promise.all([stack.person(), stack.person('support')]);
  const run = await trialsOf(stack, admin).tried();
  expect(run).toMatchObject({ outcome: 'passed', reason: null, seconds: expect.any(Number), trigger: 'request' });
  expect(run.vm?.status).toBe('deleted');
  expect(await portalVms(stack)).toEqual([]);
  expect((await shown(stack, support)).canary).toMatchObject({ runs: 1, passed: 1, last: { outcome: 'passed' } });
  expect(await templateActions(stack)).toEqual([
    'template.published',
    'template.canary_requested',
    'template.canary_vm_requested',
    'template.canary_passed',
  ]);
});

test('the VM of a canary is nobody’s: out of people’s lists and quotas, named Canary to administrators', async () => {
  await using stack = await createStack();
  const [admin, lead] = await Promise.all([stack.person(), stack.person('lead')]);
  await trialsOf(stack, admin).tried();
  expect((await sees(stack, lead)).items).toEqual([]);
  expect((await sees(stack, admin)).items.map(({ owner }) => owner.name)).toEqual(['Canary']);
  expect((await stack.services.me.get(admin)).usage.deployments).toBe(0);
});

test('people go first: a canary waits behind whoever asks later', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  const id = await trials.begin();
  await stack.engine.canary(id);
  const asked = await stack.create(admin);
  const { vm } = await trials.view(id);
  const position = async (deploymentId: string) =>
    (await stack.services.deployments.byId(admin, deploymentId)).queuePosition;
  expect(await position(asked)).toBe(1);
  expect(await position(vm?.deploymentId ?? '')).toBe(2);
});

test('a template that fails is disabled with PVE’s words and the log is kept; the next pass brings it back', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'clone failed: base volume is gone' });
  const failed = await trialsOf(stack, admin).tried();
  expect(failed).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('base volume is gone') });
  expect(failed.reason).toContain('clone');
  const disabled = await shown(stack, admin);
  expect(disabled).toMatchObject({ state: 'disabled', stateSetBy: 'canary', canary: { runs: 1, passed: 0 } });
  expect(disabled.creatable).toMatchObject({ allowed: false, reason: expect.stringContaining('base volume is gone') });
  const { items } = await stack.services.deployments.steps(admin, failed.vm?.deploymentId ?? '');
  expect(items.find(({ status }) => status === 'failed')?.log.join('\n')).toContain('base volume is gone');
  expect(await portalVms(stack)).toEqual([]);

  expect((await trialsOf(stack, admin).tried()).outcome).toBe('passed');
  expect(await shown(stack, admin)).toMatchObject({ state: 'available', stateReason: null });
  const actions = await templateActions(stack);
  expect(actions).toContain('template.disabled');
  expect(actions.at(-1)).toBe('template.enabled');
});

test('a template that was removed from the cluster is disabled after a look at it', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  await stack.simulator.control.removeVm(stack.template.sourceVmid);
  const id = await trials.begin();
  await stack.engine.canary(id);
  await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  const run = await trials.carry(id);
  expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('no longer shows') });
  expect((await shown(stack, admin)).state).toBe('disabled');
});

test('a template whose node is just back, and of which PVE says nothing yet, is neither missing nor an orphan', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  const { control } = stack.simulator;
  const look = () => stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  const seen = async () => {
    const lastObservation = await stack.database.lastObservations.latest(stack.cluster.id);
    return lastObservation?.templates.find(({ vmid }) => vmid === stack.template.sourceVmid);
  };
  await look();
  const before = await seen();
  if (before === undefined) throw new Error('the template was not seen');
  await control.setNodeOnline(before.node, false);
  // What is broadcast from now on lacks the node, for longer than this test.
  await control.setTiming({ resourcesLagMs: hourMs });
  await look();
  await control.setNodeOnline(before.node, true);
  const id = await trials.begin();
  await stack.engine.canary(id);
  await look();
  await stack.engine.canary(id);
  expect((await trials.view(id)).outcome).toBe('running');
  expect(await seen()).toEqual(before);
  expect((await stack.database.lastObservations.latest(stack.cluster.id))?.orphans).toEqual([]);
  await control.setTiming({ resourcesLagMs: 0 });
  expect((await trials.carry(id)).outcome).toBe('passed');
  expect((await shown(stack, admin)).state).toBe('available');
});

test.each(['configure', 'start', 'guestInterfaces'] as const)(
  'a VM that somebody removes before %s says nothing about its template',
  async (call) => {
    await using stack = await createStack();
    const admin = await stack.person();
    const vm = engineWith(stack, (real) => ({
      async [call](ref: GuestRef, ...rest: readonly unknown[]) {
        await stack.simulator.control.removeVm(ref.vmid);
        return Reflect.apply(real[call], real, [ref, ...rest]);
      },
    }));
    const trials = trialsOf(stack, admin);
    const id = await trials.begin();
    await until('its VM to be gone', async () => {
      await trials.lookOnce(id, { vm });
      return (await trials.view(id)).vm?.status === 'failed';
    });
    const deploymentId = (await trials.view(id)).vm?.deploymentId ?? '';
    expect(await stack.deployment(deploymentId)).toMatchObject({ failureCode: 'vm_missing', readyAt: null });
    const run = await trials.carry(id);
    expect(run).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('no longer exists') });
    expect((await shown(stack, admin)).state).toBe('available');
  },
);

test('a canary that passes does not bring back what an administrator took off the offer', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const { templateId } = stack.template;
  await stack.services.templateAdmin.disable(admin, { id: templateId, reason: 'Licence has ended.' });
  expect((await trialsOf(stack, admin).tried()).outcome).toBe('passed');
  expect(await shown(stack, admin)).toMatchObject({ state: 'disabled', stateReason: 'Licence has ended.' });
});

test('asked for twice at once, one canary runs', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const ask = () => stack.services.templateAdmin.startCanary(admin, stack.template.templateId);
  const runs = await Promise.all([ask(), ask(), ask()]);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
  expect((await templateActions(stack)).filter((action) => action === 'template.canary_requested')).toHaveLength(1);
});

test('a worker killed before or after any commit of a canary leaves one verdict and no VM', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  const through = async (killAt: number | null) => {
    const id = await trials.begin();
    const kill = createKillSwitch(killAt);
    const killable = createEngine({
      ...stack.ports,
      unitOfWork: killableUnitOfWork(stack.ports.unitOfWork, kill.guarded),
    });
    const death = await trials.carry(id, { canary: killable }).catch((error: unknown) => error);
    if (killAt !== null) expect(death).toBeInstanceOf(KilledError);
    const run = await trials.carry(id);
    expect(run.outcome, `after a death ${kill.killedAt}`).toBe('passed');
    return kill.passed;
  };
  const moments = await through(null);
  for (let moment = 0; moment < moments; moment += 1) await through(moment);
  expect(await portalVms(stack)).toEqual([]);
  const { items } = await stack.services.templateAdmin.canaries(admin, stack.template.templateId);
  const vms = await stack.owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM deployments WHERE kind = 'canary'`,
  );
  expect(vms.rows[0]?.count).toBe(items.length);
});

test('a cluster that does not answer says nothing about a template: no VM is asked for, nothing is disabled', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  await stack.database.lastObservations.save(
    aLastObservation({ clusterId: stack.cluster.id, unreachableSince: new Date() }),
  );
  const run = await trialsOf(stack, admin).tried();
  expect(run).toMatchObject({ outcome: 'inconclusive', vm: null, reason: expect.stringContaining('not answered') });
  expect(await shown(stack, admin)).toMatchObject({ state: 'available', canary: { runs: 0, passed: 0 } });
});

test('a queue that does not move for an hour, or a storage that is full, disables nothing and leaves nothing', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  const id = await trials.begin();
  await stack.engine.canary(id);
  const waited = await trials.carry(id, { canary: hoursLater(stack, 1) });
  expect(waited).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('its turn') });
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'clone failed: no space left on device' });
  const full = await trials.tried();
  expect(full).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('no space') });
  expect((await shown(stack, admin)).state).toBe('available');
  expect(await portalVms(stack)).toEqual([]);
});

test('without quorum a canary waits, ends without a verdict, and its VM goes when the quorum is back', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  await stack.simulator.control.setQuorum(false);
  const id = await trials.begin();
  await until('it to wait for the quorum', async () => {
    await trials.lookOnce(id);
    return (await trials.view(id)).vm?.message?.includes('quorum') ?? false;
  });
  const [judging, afterwards] = [hoursLater(stack, 3), hoursLater(stack, 4)];
  await judging.canary(id);
  const reason = expect.stringContaining('quorum');
  expect(await trials.view(id)).toMatchObject({ outcome: 'inconclusive', reason });
  expect((await shown(stack, admin)).state).toBe('available');
  await stack.simulator.control.setQuorum(true);
  await trials.carry(id, { canary: afterwards, vm: afterwards });
  expect(await portalVms(stack)).toEqual([]);
});

test('a VM of a canary that cannot be deleted is reported, shown and asked to go again', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: 'disk is busy' });
  const trials = trialsOf(stack, admin);
  const id = await trials.begin();
  await until('the deletion to have failed', async () => {
    await trials.lookOnce(id);
    return (await trials.view(id)).vm?.status === 'failed';
  });
  await stack.engine.canary(id);
  const left = await trials.view(id);
  expect(left).toMatchObject({ outcome: 'passed', vm: { status: 'failed', message: expect.stringContaining('busy') } });
  expect(await stack.database.engine.openCanaries()).toEqual([id]);
  await trials.carry(id, { canary: hoursLater(stack, 1) });
  expect(await portalVms(stack)).toEqual([]);
  expect(await templateActions(stack)).toContain('template.canary_vm_left');
  expect(await stack.database.engine.openCanaries()).toEqual([]);
});

test('each night every template is tried once, two at a time, and those on a cluster that is away wait for it', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const trials = trialsOf(stack, admin);
  const second = await publishTemplate(stack, { sourceVmid: 9000, diskGiB: { min: 20, default: 20, max: 100 } });
  const third = await publishTemplate(stack, { sourceVmid: 9005, diskGiB: { min: 12, default: 12, max: 100 } });
  const retired = await publishTemplate(stack, { sourceVmid: 9001, diskGiB: { min: 10, default: 10, max: 100 } });
  await stack.services.templateAdmin.deprecate(admin, { id: retired.templateId, reason: 'Use another.' });
  const { ports } = stack;
  const thisHour = new Date().getUTCHours();
  const nightly = createEngine({ ...ports, canaryHourUtc: thisHour });
  const underWay = async () => (await stack.database.engine.openCanaries()).length;
  const away = [aLastObservation({ clusterId: stack.cluster.id, unreachableSince: new Date() })];
  const cutOff = { ...ports.lastObservations, all: () => Promise.resolve(away) };

  await createEngine({ ...ports, canaryHourUtc: thisHour, lastObservations: cutOff }).sweep();
  await stack.engine.sweep();
  expect(await underWay()).toBe(0);
  await nightly.sweep();
  await nightly.sweep();
  expect(await underWay()).toBe(2);
  for (const id of await stack.database.engine.openCanaries()) await trials.carry(id);
  await nightly.sweep();
  for (const id of await stack.database.engine.openCanaries()) await trials.carry(id);
  await nightly.sweep();
  expect(await underWay()).toBe(0);
  const runs = await Promise.all(
    [stack.template, second, third, retired].map(async ({ templateId }) => {
      const { items } = await stack.services.templateAdmin.canaries(admin, templateId);
      return items.map(({ trigger, outcome }) => `${trigger} ${outcome}`);
    }),
  );
  expect(runs).toEqual([['nightly passed'], ['nightly passed'], ['nightly passed'], []]);
});
