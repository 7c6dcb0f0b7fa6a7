/** What an administrator has to know of, on one page: it comes by itself, says what to do, and is acknowledged by name. */
import { expect, test } from 'vitest';
import { people } from './facts.ts';
import { card, comesToSay, heading, ready, statusBecomes } from './pages.ts';
import { Session } from './session.ts';
import { cluster } from './simulated-cluster.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'left-locked';
const TITLE = 'A lock was left behind';
/** What a rollback that was cut short leaves on the VM: `qm unlock` alone takes it away. */
const lockVm = async (lock: 'rollback' | null): Promise<number> => {
  const vm = (await cluster.snapshot()).vms.find(({ config }) => config.name === NAME);
  if (vm === undefined) throw new Error(`The cluster has no VM ${NAME}.`);
  await cluster.lockVm(vm.vmid, lock);
  return vm.vmid;
};

test('a problem appears on the open page with its remedy, is counted, acknowledged once and by name, and goes away with its cause', async () => {
  const admin = await Session.of(people.admin);
  const { id } = await admin.create({ template: 'debian-13', name: NAME });
  await admin.until(NAME, 'running');
  const { page } = await visit({ as: people.admin, path: '/admin' });
  await heading(page, 'Problems').waitFor();
  await ready(page);
  const auditor = await visit({ as: people.auditor, path: '/admin/problems' });
  const vmid = await lockVm('rollback');
  await admin.stop(id);

  const problem = card(page, TITLE);
  await comesToSay(problem, 'New');
  await problem.getByText(`qm unlock ${vmid}`).waitFor();
  await page.getByRole('link', { name: /^Admin 1 problem/ }).waitFor();
  await card(auditor.page, TITLE).waitFor();
  expect(await auditor.page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
  await expectUsable(page);

  const acknowledge = problem.getByRole('button', { name: 'Acknowledge' });
  await acknowledge.focus();
  await page.keyboard.press('Enter');
  await comesToSay(problem, 'Acknowledged');
  await problem.getByText('by Ada Admin').waitFor();
  await page.getByRole('link', { name: 'Admin', exact: true }).waitFor();
  await comesToSay(card(auditor.page, TITLE), 'Acknowledged');
  await problem.getByRole('link', { name: NAME }).click();
  await heading(page, NAME).waitFor();
  await lockVm(null);
  await statusBecomes(page, 'Stopped');
  await card(auditor.page, TITLE).waitFor({ state: 'detached' });
});

test('an orphan stands on the problems page as well, with the way to it', async () => {
  const { page } = await visit({ as: people.auditor, path: '/admin/problems' });
  await cluster.createVm({
    vmid: 4445,
    node: 'pve2',
    name: 'left-over',
    pool: 'support-portal',
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 12 }],
    config: { cores: 1, memory: '512' },
  });
  await card(page, '1 orphan').getByRole('link', { name: 'Open the orphans' }).click();
  await page.getByRole('row').filter({ hasText: 'left-over' }).waitFor();
  await cluster.removeVm(4445);
});
