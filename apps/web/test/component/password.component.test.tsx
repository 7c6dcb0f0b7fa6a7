/** The password of a VM, shown for a minute to its owner. */
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { Password } from '../../src/features/deployments/detail/password.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const vm = { ...deploymentIn('running'), hasPassword: true };

/** As it comes back from an operation: in the status that it had. */
function Operated() {
  const [deployment, setDeployment] = useState(vm);
  return (
    <>
      <Password deployment={deployment} />
      <button type="button" onClick={() => setDeployment({ ...vm, version: vm.version + 2 })}>
        carried out
      </button>
    </>
  );
}

test('what was shown before another password was set is not shown as the one that counts now', async () => {
  const credentials = { user: 'support', password: 'first-one', newPassword: 'other-one' };
  const { person } = show(<Operated />, { 'deployments.credentials': credentials });
  await person.click(screen.getByRole('button', { name: 'Show password' }));
  await screen.findByText('first-one');
  for (const name of ['Copy the password', 'Copy the new password']) {
    // No part of what is read out.
    expect(screen.getByRole('button', { name }).closest('output')).toBeNull();
  }
  await person.click(screen.getByRole('button', { name: 'carried out' }));
  expect(screen.queryByText('first-one')).toBeNull();
  screen.getByRole('button', { name: 'Show password' });
});
