/** The card of a lease: what it holds next, and a longer one to a date. */
import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { LeaseCard } from '../../src/features/deployments/detail/lease-card.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

/** As the field has it, by the clock of the browser. */
const localIn = (hours: number): { readonly text: string; readonly until: string } => {
  const at = new Date(Date.now() + hours * 3_600_000);
  at.setSeconds(0, 0);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return { text: local.toISOString().slice(0, 16), until: at.toISOString() };
};
const inHours = (hours: number): string => localIn(hours).until;

test('a lease is extended to a date; one that is no later, or beyond what the template allows, is refused at its field', async () => {
  const dates = { expiresAt: inHours(10), deleteAt: inHours(34), maxExpiresAt: inHours(100) };
  const deployment = { ...deploymentIn('running'), ...dates };
  const { person, asked } = show(<LeaseCard deployment={deployment} />, { 'deployments.extend': deployment });
  const field = await screen.findByLabelText('Extend until');
  const extendTo = async ({ text: value }: ReturnType<typeof localIn>): Promise<void> => {
    // Nobody types into the parts of this field without a browser.
    fireEvent.change(field, { target: { value } });
    await person.click(screen.getByRole('button', { name: 'Extend' }));
  };
  for (const hours of [-1, 9, 101]) {
    await extendTo(localIn(hours));
    await screen.findByText(/^Choose a date and a time after .*, and .* at the latest\.$/);
  }
  expect(asked).toEqual([]);
  const chosen = localIn(50);
  await extendTo(chosen);
  expect(asked).toEqual([{ path: 'deployments.extend', input: { id: deployment.id, until: chosen.until } }]);
});

test('a VM that no date deletes is shown as kept, and can be extended', async () => {
  const dates = { expiresAt: inHours(-500), deleteAt: null, maxExpiresAt: inHours(100) };
  show(<LeaseCard deployment={{ ...deploymentIn('stopped'), status: 'expired', ...dates }} />);
  await screen.findByText('Kept');
  await screen.findByText('No date deletes it: it is kept until somebody extends or deletes it.');
  expect(screen.getByRole('button', { name: '+1 day' })).toHaveProperty('disabled', false);
});
