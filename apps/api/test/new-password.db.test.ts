// Another password for a guest, set by its agent: over the real engine, database and simulator.
import { type DomainError, HypervisorError } from '@portal/domain';
import { countUnaudited } from '@portal/testing/unaudited';
import { expect, test } from 'vitest';
import { type Made, passwordsOf, running, through, vmOf } from './lifecycle.ts';
import { actionsOf } from './observe-cluster.ts';
import { createStack, engineWith, publishTemplate, type Stack } from './stack.ts';

const anew = (stack: Stack, made: Made, engine?: Parameters<typeof through>[2]['engine']) =>
  through(stack, made, { operation: 'set_password', to: 'running', ...(engine !== undefined && { engine }) });

test('its owner reads the new password once the guest has it, and nobody finds either in the clear', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { shown: before } = await passwordsOf(stack, made);
  const asked = await stack.services.deployments.act(made.actor, { action: 'set_password', id: made.id });
  expect(asked.status).toBe('setting_password');
  const meanwhile = await passwordsOf(stack, made);
  expect(meanwhile).toEqual({ shown: before, uncertain: expect.any(String), inGuest: undefined });
  await stack.carry(made.id, ['running']);
  const { uncertain: next } = meanwhile;
  expect(await passwordsOf(stack, made)).toEqual({ shown: next, uncertain: null, inGuest: next });
  const { rows } = await stack.owner.query<{ text: string }>(
    `SELECT (SELECT string_agg(g::text, '') FROM guest_access AS g) || (SELECT string_agg(a::text, '') FROM audit_logs AS a)
       || (SELECT string_agg(p::text, '') FROM operations AS p) || (SELECT string_agg(s::text, '') FROM deployment_steps AS s)
       AS text`,
  );
  expect(rows[0]?.text).not.toContain(before);
  expect(rows[0]?.text).not.toContain(next);
  const requests = JSON.stringify(await stack.simulator.control.requests());
  expect(requests).toContain('set-user-password');
  expect(requests).not.toContain(next);
  expect(await actionsOf(stack, made.id)).toContain('deployment.set_password_requested');
  expect(await countUnaudited(stack.owner)).toBe(0);
});

test('an agent that does not answer: the password stays, and the reason is PVE’s own', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { shown: before } = await passwordsOf(stack, made);
  const { vmid } = await vmOf(stack, made);
  await stack.simulator.control.setAgent(vmid, 'absent');
  expect(await anew(stack, made)).toMatchObject({
    failureCode: 'operation_failed',
    statusReason: { params: { operation: 'set_password', cause: { code: 'pve_agent_unavailable' } } },
  });
  expect(await passwordsOf(stack, made)).toEqual({ shown: before, uncertain: null, inGuest: undefined });
  await stack.simulator.control.setAgent(vmid, 'ok');
  const [failed] = (await stack.services.deployments.operations(made.actor, { id: made.id })).items;
  await stack.services.deployments.retry(made.actor, failed?.id ?? '');
  await stack.carry(made.id, ['running']);
  const { shown, inGuest } = await passwordsOf(stack, made);
  expect(shown).toBe(inGuest);
});

test('where it cannot be known whether the guest took it, both are shown until one that was asked for again settles it', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { shown: before } = await passwordsOf(stack, made);
  const lost = engineWith(stack, (real) => ({
    async setGuestPassword(ref, login, signal) {
      await real.setGuestPassword(ref, login, signal);
      throw new HypervisorError('deadline', 'gave no answer in time', { maybeDone: true });
    },
  }));
  const refusing = engineWith(stack, () => ({
    setGuestPassword: () =>
      Promise.reject(new HypervisorError('agent_unavailable', 'QEMU guest agent is not running', { maybeDone: false })),
  }));
  await anew(stack, made, lost);
  const doubtful = await passwordsOf(stack, made);
  expect(doubtful).toMatchObject({ shown: before, uncertain: doubtful.inGuest });
  // A refusal says nothing of the time before.
  await anew(stack, made, refusing);
  expect(await passwordsOf(stack, made)).toEqual(doubtful);
  await anew(stack, made);
  const { inGuest } = doubtful;
  expect(await passwordsOf(stack, made)).toEqual({ shown: inGuest, uncertain: null, inGuest });
});

test('a VM without a password of the portal, or without an agent, is offered none and given none, and says why', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const answersOf = async (fields: Parameters<typeof publishTemplate>[1]) => {
    const { templateId } = await publishTemplate(stack, fields);
    const { id } = await stack.services.deployments.create(actor, { templateId });
    await stack.carry(id, ['running']);
    const { deployments } = stack.services;
    const asked = await deployments
      .act(actor, { action: 'set_password', id })
      .catch((error: DomainError) => error.reason);
    return { asked, offered: (await deployments.byId(actor, id)).actions.set_password };
  };
  for (const [fields, code] of [
    [{ cloudInit: false }, 'password_not_given'],
    [{ guestAgent: false }, 'no_guest_agent'],
  ] as const) {
    expect(await answersOf(fields)).toMatchObject({ asked: { code }, offered: { code } });
  }
});
