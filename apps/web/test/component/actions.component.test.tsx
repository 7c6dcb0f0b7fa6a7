/** The menu of a VM, what an action that hurts asks back, and where the keyboard goes on. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { OpenConsole } from '../../src/features/console/open-console.tsx';
import { DeploymentActions } from '../../src/features/deployments/actions/deployment-actions.tsx';
import { LeaseCountdown } from '../../src/features/deployments/lease-countdown.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const more = () => screen.findByRole('button', { name: 'More actions for case-4711-trace' });
const entry = (name: RegExp) => screen.findByRole('menuitem', { name });

/** The entries of the menu: null for one that can be chosen, otherwise why it cannot. */
const reasons = async (): Promise<Record<string, string | null>> => {
  await screen.findAllByRole('menuitem');
  const entries = screen.getAllByRole('menuitem').map((item) => {
    const [words, reason] = item.querySelectorAll('span > span, span.min-w-0');
    const text = words?.firstChild?.textContent ?? '';
    return [text, item.getAttribute('aria-disabled') === 'true' ? (reason?.textContent ?? '') : null] as const;
  });
  return Object.fromEntries(entries);
};

test('an action that would be refused is off and says why; one that fits is offered', async () => {
  const { person, asked } = show(<DeploymentActions deployment={deploymentIn('stopped')} size="sm" />);
  await screen.findByRole('button', { name: 'Start case-4711-trace' });
  await person.click(await more());
  expect(await reasons()).toEqual({
    Console: 'The console is there once the VM is on.',
    Stop: 'It cannot be stopped: it is stopped.',
    Reboot: 'It cannot be rebooted: it is stopped.',
    Suspend: 'It cannot be suspended: it is stopped.',
    'Reset (hard)': 'It cannot be reset: it is stopped.',
    'Extend lease': null,
    'Make another like this': null,
    Resize: null,
    'Set a new password': 'No new password can be set: it is stopped.',
    'Edit details': null,
    Transfer: null,
    'Protect from deletion': null,
    Rebuild: null,
    Delete: null,
  });
  await person.click(await entry(/^Stop/));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(asked).toEqual([]);
});

test('where the portal may not open consoles, the menu and the page of the VM say so', async () => {
  const message = 'The portal lacks VM.Console in Proxmox VE. An administrator has to grant it.';
  const lacking = { feature: 'console', code: 'privilege_missing', params: { privileges: 'VM.Console' } } as const;
  const deployment = { ...deploymentIn('running'), featuresOff: [{ ...lacking, message }] };
  const { person } = show(
    <>
      <DeploymentActions deployment={deployment} size="sm" />
      <OpenConsole deployment={deployment} />
    </>,
  );
  const open = await screen.findByRole('button', { name: 'Open the console', description: message });
  expect(open.getAttribute('aria-disabled')).toBe('true');
  await person.click(await more());
  expect(await reasons()).toMatchObject({ Console: message, Stop: null });
});

test('a menu opens by the arrow key, and what it asks back gives the focus back to its button', async () => {
  const { person, asked } = show(<DeploymentActions deployment={deploymentIn('running')} size="sm" />);
  (await more()).focus();
  await person.keyboard('{ArrowDown}');
  await person.click(await entry(/^Stop/));
  await screen.findByRole('dialog', { name: 'Stop case-4711-trace?' });
  await person.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(async () => expect(document.activeElement).toBe(await more()));
  expect(asked).toEqual([]);
});

test('an entry that is off is reached by the arrow keys, and read with its reason', async () => {
  const { person } = show(<DeploymentActions deployment={deploymentIn('stopped')} size="sm" />);
  (await more()).focus();
  await person.keyboard('{ArrowDown}');
  const off = await entry(/^Stop/);
  for (let n = 0; n < 3 && document.activeElement !== off; n += 1) await person.keyboard('{ArrowDown}');
  expect(document.activeElement).toBe(off);
  expect(off.textContent).toContain('It cannot be stopped: it is stopped.');
});

test('a VM is deleted once its name is typed, and not before', async () => {
  const deployment = deploymentIn('running');
  const { person, asked } = show(<DeploymentActions deployment={deployment} size="sm" />, {
    'deployments.delete': { ...deployment, status: 'deleting' },
  });
  await person.click(await more());
  await person.click(await entry(/^Delete/));
  const name = await screen.findByRole('textbox');
  await waitFor(() => expect(document.activeElement).toBe(name));
  await person.type(name, 'case-4711');
  await person.click(screen.getByRole('button', { name: 'Delete' }));
  await screen.findByText('This is not the name of the VM.');
  expect(document.activeElement).toBe(name);
  expect(asked).toEqual([]);
  await person.type(name, '-trace');
  await person.click(screen.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'deployments.delete', input: { id: deployment.id } }]));
});

test('a protected VM says that it is kept, is not deleted, and offers to lift that in place of another protection', async () => {
  const off = { allowed: false, reason: 'It is protected from deletion.', code: 'look_only', params: {} } as const;
  const on = { allowed: true, reason: null, code: null, params: null } as const;
  const stopped = deploymentIn('stopped');
  const actions = { ...stopped.actions, delete: off, protect: off, unprotect: on };
  const deployment = { ...stopped, status: 'expired', deleteProtection: true, actions } as const;
  const { person, asked } = show(
    <>
      <LeaseCountdown deployment={deployment} />
      <DeploymentActions deployment={deployment} size="sm" />
    </>,
    { 'deployments.unprotect': { ...deployment, deleteProtection: false } },
  );
  await screen.findByText('Kept');
  await person.click(await more());
  const entries = await reasons();
  expect(entries).toMatchObject({ Delete: 'It is protected from deletion.', 'Lift delete protection': null });
  expect(entries).not.toHaveProperty('Protect from deletion');
  await person.click(await entry(/^Lift delete protection/));
  await screen.findByText('case-4711-trace is no longer protected');
  expect(asked).toEqual([{ path: 'deployments.unprotect', input: { id: deployment.id } }]);
});
