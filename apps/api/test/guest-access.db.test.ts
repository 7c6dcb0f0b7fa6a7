// What lets a person into the guest, and the wait for a guest that sets itself up: over the real engine, database and
// simulator.
import { systemClock } from '@portal/db/system';
import { type Clock, DomainError, HypervisorError, type PersonContext, type TemplateVersion } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { countUnaudited } from '@portal/testing/unaudited';
import type { DeploymentStatus } from '@portal/types';
import { expect, test } from 'vitest';
import { actionsOf, auditOf, vmsOf } from './observe-cluster.ts';
import { createStack, engineWith, publishTemplate, type Stack, until, wordsOf } from './stack.ts';

const sshKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFAFzZ5RKGq2prEqVuVxJBesAlWUNx2Aq3qKqiHOCDc sam@desk';

/** The demo cluster's Windows, whose first boot takes its name by cloudbase-init; its guest may take its time. */
const windows = (stack: Stack): Promise<TemplateVersion> =>
  publishTemplate(stack, {
    sourceVmid: 9002,
    name: 'Windows 11',
    category: 'windows_client',
    diskGiB: { min: 64, default: 64, max: 128 },
    accessMethods: ['rdp'],
    firstBoot: 'cloudbase_init',
  });

const createFrom = async (stack: Stack, actor: PersonContext, templateId: string, name: string): Promise<string> =>
  (await stack.services.deployments.create(actor, { templateId, name })).id;

const stepsOf = (stack: Stack, id: string) =>
  stack.database.unitOfWork.run({ principal: { kind: 'system', job: 'test' }, requestId: null, address: null }, (tx) =>
    tx.steps(id),
  );

test('the guest gets the keys that were given and a password of its own, which nobody finds in the clear', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { templateId } = stack.template;
  const { id } = await stack.services.deployments.create(actor, { templateId, sshKeys: [sshKey] });
  await stack.carry(id, ['running']);
  const [vm] = await vmsOf(stack, id);
  expect(decodeURIComponent(String(vm?.config.sshkeys))).toContain(sshKey);
  const { user, password } = await stack.services.deployments.credentials(actor, id);
  expect(user).toBe(stack.template.loginUser);
  const everywhere = await stack.owner.query<{ text: string }>(
    `SELECT (SELECT string_agg(d::text, '') FROM deployments AS d) || (SELECT string_agg(g::text, '') FROM guest_access AS g)
       || (SELECT string_agg(a::text, '') FROM audit_logs AS a) AS text`,
  );
  expect(everywhere.rows[0]?.text).not.toContain(password);
  expect(await actionsOf(stack, id)).toContain('deployment.password_revealed');
});

/** Each as it comes about: how a deployment comes to have no VM, and where it then stands. */
const endings: Readonly<
  Record<
    string,
    { readonly at: DeploymentStatus; readonly end: (stack: Stack, id: string, owner: PersonContext) => Promise<void> }
  >
> = {
  'its owner deletes it': {
    at: 'deleted',
    end: async (stack, id, owner) => void (await stack.services.deployments.act(owner, { action: 'delete', id })),
  },
  'its lease deletes it': {
    at: 'deleted',
    end: async (stack, id) => {
      const later = new Date(Number((await stack.deployment(id)).deleteAt) + 1_000);
      const clock: Clock = { now: () => later, wait: systemClock.wait };
      await createEngine({ ...stack.ports, clock }).leaseDue(id);
    },
  },
  'somebody removes it outside the portal': {
    at: 'failed',
    end: async (stack, id) => {
      const { vmid } = await stack.deployment(id);
      await stack.simulator.control.removeVm(vmid ?? 0);
      await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(20_000));
    },
  },
};

/** What its owner is shown, and what is kept: both go with the VM. */
const passwordOf = async (stack: Stack, id: string, owner: PersonContext) => {
  const { rows } = await stack.owner.query<{ sealed_password: string | null }>(
    'SELECT sealed_password FROM guest_access WHERE deployment_id = $1',
    [id],
  );
  const { hasPassword: offered } = await stack.services.deployments.byId(owner, id);
  const revealed = await stack.services.deployments.credentials(owner, id).catch((error: unknown) => error);
  return { sealed: rows[0]?.sealed_password, offered, revealed };
};

const erased = { sealed: null, offered: false, revealed: expect.objectContaining({ code: 'not_found' }) };

test.each(Object.entries(endings))(
  'a password goes with its VM, in the commit that says so: %s',
  async (_how, { at, end }) => {
    await using stack = await createStack();
    const owner = await stack.person('support');
    const id = await stack.create(owner);
    expect(await passwordOf(stack, id, owner)).toMatchObject({ offered: false, revealed: { code: 'conflict' } });
    await stack.carry(id, ['running']);
    expect(await passwordOf(stack, id, owner)).toMatchObject({
      offered: true,
      revealed: { user: stack.template.loginUser },
    });
    await end(stack, id, owner);
    await stack.carry(id, [at]);
    expect(await passwordOf(stack, id, owner)).toEqual(erased);
    expect(await countUnaudited(stack.owner)).toBe(0);
  },
);

test('a request that made no VM keeps no password, and its rebuild gives the VM one of its own', async () => {
  await using stack = await createStack();
  const owner = await stack.person('support');
  const id = await stack.create(owner);
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'clone failed: no space left on device' });
  await stack.carry(id, ['failed']);
  expect(await passwordOf(stack, id, owner)).toEqual(erased);
  await stack.services.deployments.act(owner, { action: 'rebuild', id });
  await stack.carry(id, ['running']);
  const first = await passwordOf(stack, id, owner);
  expect(first).toMatchObject({ offered: true, revealed: { password: expect.any(String) } });
  await stack.services.deployments.act(owner, { action: 'rebuild', id });
  await stack.carry(id, ['queued']);
  expect((await passwordOf(stack, id, owner)).sealed).not.toBe(first.sealed);
  await stack.carry(id, ['running']);
  expect((await passwordOf(stack, id, owner)).revealed).not.toEqual(first.revealed);
});

test('the password is for its owner alone, and a refusal is on record', async () => {
  await using stack = await createStack();
  const [owner, admin, stranger] = [await stack.person('support'), await stack.person(), await stack.person('support')];
  const id = await stack.create(owner);
  const refusal = async (actor: PersonContext): Promise<unknown> =>
    stack.services.deployments.credentials(actor, id).catch((error: unknown) => error);
  expect(await refusal(admin)).toMatchObject({ code: 'forbidden' });
  expect(await refusal(stranger)).toMatchObject({ code: 'not_found' });
  // Of one person within a minute it is on record once.
  expect(await refusal(admin)).toBeInstanceOf(DomainError);
  const outcomes = (await auditOf(stack, id)).filter(({ action }) => action === 'deployment.password_revealed');
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
});

test('a template without cloud-init takes no keys, and says so at the field', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { templateId } = await publishTemplate(stack, { sourceVmid: 9003, cloudInit: false });
  const asked = stack.services.deployments.create(actor, { templateId, sshKeys: [sshKey] });
  await expect(asked).rejects.toMatchObject({ code: 'invalid_input', details: { fields: [{ field: 'sshKeys' }] } });
});

test('a guest that sets itself up is waited for, and each stage of it is written down', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { templateId } = await windows(stack);
  const id = await createFrom(stack, actor, templateId, 'client-4711');
  // Each stage lasts until it was seen, however slow the machine is; then the guest speaks for itself.
  const stages = [null, 'WIN-OLD', null];
  const engine = engineWith(stack, (real) => ({
    guestHostName: async (ref, signal) => {
      const name = stages.shift();
      if (name === undefined) return real.guestHostName(ref, signal);
      if (name !== null) return name;
      throw new HypervisorError('agent_unavailable', 'QEMU guest agent is not running', { maybeDone: false });
    },
  }));
  await stack.carry(id, ['running'], engine);
  const step = (await stepsOf(stack, id)).find(({ name }) => name === 'first_boot');
  expect(step).toMatchObject({ status: 'done', reason: { code: 'guest_ready', params: { name: 'client-4711' } } });
  const { rows } = await stack.owner.query(
    `SELECT detail -> 'reason' AS reason FROM audit_logs
     WHERE subject_id = $1 AND detail ->> 'step' = 'first_boot' AND action = 'deployment.waiting' ORDER BY at`,
    [id],
  );
  expect(rows.map(({ reason }) => reason)).toEqual([
    { code: 'guest_not_answering', params: { cause: null } },
    { code: 'guest_taking_name', params: { reported: 'WIN-OLD', name: 'client-4711' } },
    { code: 'guest_restarting', params: {} },
  ]);
});

test('a deletion does not wait for a guest that sets itself up', async () => {
  await using stack = await createStack();
  await stack.simulator.control.setTiming({ guestSetupMs: 3_600_000 });
  const actor = await stack.person('support');
  const { templateId } = await windows(stack);
  const id = await createFrom(stack, actor, templateId, 'client-4712');
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(20_000));
  const run = stack.engine.run(id, AbortSignal.timeout(60_000));
  await until('the first boot', async () => (await stack.database.engine.workInHand(id))?.step?.name === 'first_boot');
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await run;
  await stack.carry(id, ['deleted']);
  expect(await vmsOf(stack, id)).toEqual([]);
});

/** What came of creating each at the same moment, each by a person of their own. */
const createAtOnce = async (stack: Stack, wanted: readonly { templateId: string; name: string }[]) => {
  const asked = await Promise.all(wanted.map(async (input) => ({ input, actor: await stack.person('support') })));
  return Promise.allSettled(asked.map(({ input, actor }) => stack.services.deployments.create(actor, input)));
};

test('two owners who ask at once for one computer name get exactly one VM, and nobody is named in the refusal', async () => {
  await using stack = await createStack();
  const { templateId } = await windows(stack);
  const outcomes = await createAtOnce(stack, [
    { templateId, name: 'win11-support-call-4711' },
    { templateId, name: 'win11-support-call-4712' },
    { templateId: stack.template.templateId, name: 'win11-support-c' },
  ]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const details = { fields: [{ field: 'name' }] };
  const code = expect.stringMatching(/^(computer|host)_name_taken$/);
  expect(refused).toMatchObject(Array(2).fill({ code: 'conflict', reason: { code }, details }));
  expect(refused.map(wordsOf)).toEqual(Array(2).fill(expect.stringContaining('Another VM in this network')));
});

test('one owner who asks at once for one name on Linux and on Windows is told that it is taken', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { templateId } = await windows(stack);
  const name = 'win11-support-call-4711';
  const outcomes = await Promise.allSettled([
    createFrom(stack, actor, templateId, name),
    createFrom(stack, actor, stack.template.templateId, name),
  ]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toMatchObject([{ code: 'conflict', reason: { code: 'name_taken', params: { name } } }]);
});

test('a computer name is free for the next owner once its VM is gone', async () => {
  await using stack = await createStack();
  const [one, other] = [await stack.person('support'), await stack.person('support')];
  const { templateId } = await windows(stack);
  const plain = stack.template.templateId;
  const id = await createFrom(stack, one, templateId, 'win11-support-call-4711');
  // Only Windows cuts its name.
  await createFrom(stack, other, plain, 'win11-support-call-4712');
  await stack.services.deployments.act(one, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  await createFrom(stack, other, templateId, 'win11-support-call-4713');
});

test('a computer name of digits alone is refused on Windows, with the reason at the field', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const { templateId } = await windows(stack);
  const asked = createFrom(stack, actor, templateId, '123456789012345-a');
  const reason = { code: 'name_of_digits', params: { letters: 15 } };
  await expect(asked).rejects.toMatchObject({
    code: 'invalid_input',
    reason,
    details: { fields: [{ field: 'name' }] },
  });
});
