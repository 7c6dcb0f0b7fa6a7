// A template is what was registered, or nothing is made from it: what changed in Proxmox VE since is told as that, and charged
// to nobody.
import { createEngine } from '@portal/engine';
import type { ProblemCode } from '@portal/types';
import { expect, test } from 'vitest';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { createStack, engineWith, publishTemplate, type Stack, until } from './stack.ts';
import { registration } from './template-registration.ts';

const patience = () => AbortSignal.timeout(10_000);

const templateOf = async (stack: Stack) =>
  stack.services.templates.byId(await stack.person('support'), stack.template.templateId);

const problemsOf = async (stack: Stack, code: ProblemCode) =>
  (await stack.database.engine.openProblems(code)).map(({ subject, params }) => ({ subject, params }));

/** By a worker that has read nothing yet. */
const look = (stack: Stack) => createEngine(stack.ports).observe(stack.cluster.id, patience());

const grow = (stack: Stack, sizeGiB: number) =>
  stack.simulator.control.resizeVm(stack.template.sourceVmid, { disksGiB: { scsi0: sizeGiB } });

test('a template that grew since it was registered makes no VM and takes no requests, until that is undone', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  const asked = await stack.deployment(id);
  await grow(stack, 30);
  const failed = await stack.carry(id, ['failed']);
  expect(failed).toMatchObject({ failureCode: 'template_changed', diskGiB: asked.diskGiB });
  expect(failed.statusMessage).toContain('no longer what was registered');
  expect(await portalVms(stack)).toEqual([]);
  expect((await stack.services.me.get(actor)).usage).toMatchObject({ deployments: 1, diskGiB: asked.diskGiB });

  const blocked = await templateOf(stack);
  expect(blocked).toMatchObject({ state: 'disabled', stateSetBy: 'check', creatable: { allowed: false } });
  expect(blocked.stateReason).toContain('30 GiB on scsi0');
  const { templateId, sourceVmid: vmid } = stack.template;
  expect(await problemsOf(stack, 'template_changed')).toEqual([
    { subject: { type: 'template', id: templateId }, params: { vmid, version: 1, differences: ['disk_too_large'] } },
  ]);

  await look(stack);
  expect((await templateOf(stack)).state).toBe('disabled');
  await grow(stack, 8);
  await look(stack);
  expect(await templateOf(stack)).toMatchObject({ state: 'available', stateReason: null });
  expect(await problemsOf(stack, 'template_changed')).toEqual([]);
  await stack.carry(await stack.create(actor), ['running']);
});

test('a template that grows while it is cloned is not blamed on outsiders, and its VM is charged as it was asked for', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  const { diskGiB } = await stack.deployment(id);
  const growing = engineWith(stack, (real) => ({
    clone: async (request, signal) => {
      await grow(stack, 30);
      return real.clone(request, signal);
    },
  }));
  const failed = await stack.carry(id, ['failed'], growing);
  expect(failed).toMatchObject({ failureCode: 'template_changed', diskGiB });
  await look(stack);
  expect(await actionsOf(stack, id)).not.toContain('deployment.resized_outside');
  expect((await stack.services.me.get(actor)).usage.diskGiB).toBe(diskGiB);
  expect(await templateOf(stack)).toMatchObject({ state: 'disabled', stateSetBy: 'check' });
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

test('a disk that was added since it was registered makes no VM and charges nobody; publishing it as it is now does', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  await look(stack);
  const { slug, ...located } = registration(stack, 'debian');
  const { id: templateId } = await stack.services.templateAdmin.register(admin, { slug, ...located });
  const create = async () => (await stack.services.deployments.create(admin, { templateId })).id;
  await stack.carry(await create(), ['running']);

  await stack.simulator.control.updateConfig(9004, { scsi1: 'ceph-vm:base-9004-disk-7,size=10G' });
  const asked = await create();
  const made = (await portalVms(stack)).length;
  expect(await stack.carry(asked, ['failed'])).toMatchObject({ failureCode: 'template_changed' });
  expect(await portalVms(stack)).toHaveLength(made);
  const blocked = await stack.services.templates.byId(admin, templateId);
  expect(blocked).toMatchObject({ state: 'disabled', stateSetBy: 'check' });
  expect(blocked.stateReason).toContain('scsi1 with 10 GiB');
  expect(await problemsOf(stack, 'template_changed')).toMatchObject([{ params: { differences: ['extra_disks'] } }]);

  await look(stack);
  const published = await stack.services.templateAdmin.publish(admin, { id: templateId, baseVersion: 1, ...located });
  expect(published).toMatchObject({ version: 2, state: 'available' });
  await stack.carry(await create(), ['running']);
});

test('what a published template does not pass is a problem until it does, on record once', async () => {
  await using stack = await createStack();
  const { templateId, sourceVmid: vmid } = stack.template;
  const { control } = stack.simulator;
  await control.updateConfig(vmid, { protection: 1, onboot: 1 });
  await look(stack);
  await look(stack);
  const params = { vmid, version: 1, checks: ['protected', 'starts_with_node'] };
  expect(await problemsOf(stack, 'template_check_failed')).toEqual([
    { subject: { type: 'template', id: templateId }, params },
  ]);
  expect((await templateOf(stack)).state).toBe('available');
  await control.updateConfig(vmid, { protection: null, onboot: null });
  await until('the checks to pass', async () => {
    await look(stack);
    return (await problemsOf(stack, 'template_check_failed')).length === 0;
  });
  const { rows } = await stack.owner.query(
    `SELECT action FROM audit_logs WHERE action LIKE 'problem.%' ORDER BY at, id`,
  );
  expect(rows.map(({ action }) => action)).toEqual(['problem.raised', 'problem.resolved']);
});

test('a VM has the network that its template has, where its version says so', async () => {
  await using stack = await createStack();
  const { templateId, sourceVmid } = await publishTemplate(stack, { network: 'as_template' });
  const ipconfig0 = 'ip=10.30.0.5/24,gw=10.30.0.1';
  await stack.simulator.control.updateConfig(sourceVmid, { ipconfig0 });
  const { id } = await stack.services.deployments.create(await stack.person(), { templateId });
  expect((await stack.carry(id, ['running'])).addresses).toEqual(['10.30.0.5']);
  expect((await portalVms(stack))[0]?.config).toMatchObject({ ipconfig0 });
});
