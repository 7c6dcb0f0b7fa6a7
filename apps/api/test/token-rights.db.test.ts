// What the token may do on a cluster, feature by feature, and how the clocks there go: from PVE's own word to who is refused what.
import type { PersonContext } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { afterAll, expect, test } from 'vitest';
import { setStage } from './console-browser.ts';

const stage = await setStage();
const { stack, owner, id } = stage;
afterAll(() => stage[Symbol.asyncDispose]());

/** By a worker that has just begun, and so asks for all of it. */
const look = () => createEngine(stack.ports).observe(stack.cluster.id, AbortSignal.timeout(20_000));

const without = async (privilege: string, looks: () => Promise<void>): Promise<void> => {
  await stack.simulator.control.withholdPrivilege(privilege, true);
  await look();
  await looks();
  await stack.simulator.control.withholdPrivilege(privilege, false);
  await look();
};

const seen = (actor: PersonContext = owner) => stack.services.deployments.byId(actor, id);

test('with all rights nothing is off', async () => {
  await look();
  const { featuresOff, actions } = await seen();
  expect(featuresOff).toEqual([]);
  expect(actions.resize.allowed).toBe(true);
});

test('without VM.Console the console alone is off, before anybody asks the cluster, and says why', async () => {
  const lacking = { code: 'privilege_missing', params: { privileges: 'VM.Console' } };
  await without('VM.Console', async () => {
    const { featuresOff, actions } = await seen();
    const message = 'The portal lacks VM.Console in Proxmox VE. An administrator has to grant it.';
    expect(featuresOff).toEqual([{ feature: 'console', ...lacking, message }]);
    expect(actions.resize.allowed).toBe(true);
    const refused = stack.services.consoles.ticket(owner, id);
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', reason: lacking });
  });
  expect((await seen()).featuresOff).toEqual([]);
  await stack.services.consoles.ticket(owner, id);
});

test('without a right to change CPUs the size stays as it is, and a snapshot needs rights of its own', async () => {
  const lacking = (privileges: string) => ({ allowed: false, code: 'privilege_missing', params: { privileges } });
  await without('VM.Config.CPU', async () => {
    const { actions } = await seen();
    expect(actions.resize).toMatchObject(lacking('VM.Config.CPU'));
    expect(actions.snapshot.allowed).toBe(true);
    const refused = stack.services.deployments.act(owner, { action: 'resize', id, vcpus: 2 });
    await expect(refused).rejects.toMatchObject({ reason: { code: 'privilege_missing' } });
  });
  await without('VM.Snapshot', async () => {
    const { actions } = await seen();
    expect(actions.snapshot).toMatchObject(lacking('VM.Snapshot'));
    expect(actions.remove_snapshot).toMatchObject(lacking('VM.Snapshot'));
    expect(actions.rollback).not.toMatchObject({ code: 'privilege_missing' });
  });
  await without('VM.Snapshot.Rollback', async () => {
    const { actions } = await seen();
    expect(actions.snapshot.allowed).toBe(true);
    expect(actions.rollback).not.toMatchObject({ code: 'privilege_missing' });
  });
});

test('without the right to change something in a guest there is no new password, and the one that it has is shown', async () => {
  await without('VM.GuestAgent.Unrestricted', async () => {
    const privileges = 'VM.GuestAgent.Unrestricted';
    const { actions, hasPassword } = await seen();
    expect(actions.set_password).toMatchObject({ allowed: false, code: 'privilege_missing', params: { privileges } });
    expect(hasPassword).toBe(true);
    expect(actions.resize.allowed).toBe(true);
    const refused = stack.services.deployments.act(owner, { action: 'set_password', id });
    await expect(refused).rejects.toMatchObject({ reason: { code: 'privilege_missing' } });
  });
  expect((await seen()).actions.set_password.allowed).toBe(true);
});

test('without the right to look at VMs their figures say so', async () => {
  await without('VM.Audit', async () => {
    const { points, reason } = await stack.services.figures.read(owner, { id });
    expect(points).toEqual([]);
    expect(reason).toMatchObject({ code: 'privilege_missing', params: { privileges: 'VM.Audit' } });
  });
});

test('the health page lists what the token may do on each cluster, and how far the clock of each node is off', async () => {
  await stack.simulator.control.setClockSkew('pve2', 90_000);
  await without('VM.Console', async () => {
    const { clusters, clocks } = await stack.services.health.read(owner);
    const [cluster] = clusters;
    expect(cluster?.state).toBe('well');
    const off = cluster?.features?.filter(({ missing }) => missing.length > 0);
    expect(off).toEqual(['console', 'serial'].map((feature) => ({ feature, missing: ['VM.Console'] })));
    expect(clocks.state).toBe('failing');
    expect(Math.abs(clocks.databaseAheadSeconds)).toBeLessThan(5);
    const ahead = new Map(clocks.nodes.map(({ node, aheadSeconds }) => [node, aheadSeconds]));
    expect(ahead.get('pve1')).toBeLessThan(5);
    expect(ahead.get('pve2')).toBeGreaterThan(85);
  });
  await stack.simulator.control.setClockSkew('pve2', 0);
  await without('VM.Clone', async () => {
    expect((await stack.services.health.read(owner)).clusters[0]?.state).toBe('attention');
  });
});
