/** The card of a lease: what it holds next, and a longer one to a date. */
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import { ExtendDialog } from '../../src/features/deployments/actions/extend-dialog.tsx';
import { LeaseCard } from '../../src/features/deployments/detail/lease-card.tsx';
import { ReviewNotice } from '../../src/features/deployments/detail/review-notice.tsx';
import { api } from '../../src/trpc/api.ts';
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

/** Nobody types into the parts of this field without a browser. */
const write = (field: HTMLElement, { text: value }: ReturnType<typeof localIn>) =>
  fireEvent.change(field, { target: { value } });

test('a lease is extended to a date; one that is no later, or beyond what the template allows, is refused at its field', async () => {
  const dates = { expiresAt: inHours(10), deleteAt: inHours(34), maxExpiresAt: inHours(100) };
  const deployment = { ...deploymentIn('running'), ...dates };
  const { person, asked } = show(<LeaseCard deployment={deployment} />, { 'deployments.extend': deployment });
  const field = await screen.findByLabelText('Extend until');
  const extendTo = async (end: ReturnType<typeof localIn>): Promise<void> => {
    write(field, end);
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

test('a date that the server refuses is marked at its field, with why', async () => {
  const dates = { expiresAt: inHours(10), deleteAt: inHours(34), maxExpiresAt: inHours(100) };
  const deployment = { ...deploymentIn('running'), ...dates };
  const message = 'The new end of the lease must be later than the present one.';
  const data = { code: 'invalid_input', requestId: null, fields: [{ field: 'until', message }] };
  const refused = TRPCClientError.from({ error: { code: -32_600, message, data } });
  const { person } = show(<LeaseCard deployment={deployment} />, { 'deployments.extend': refused });
  const field = await screen.findByLabelText('Extend until');
  write(field, localIn(50));
  await person.click(screen.getByRole('button', { name: 'Extend' }));
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  const described = field.getAttribute('aria-describedby');
  expect(described !== null && document.getElementById(described)?.textContent).toBe(message);
});

test('a deletion that was put off says how often, and why', async () => {
  const dates = { status: 'expired', expiresAt: inHours(-10), deleteAt: inHours(20), postponements: 2 } as const;
  show(<LeaseCard deployment={{ ...deploymentIn('stopped'), ...dates }} />);
  await screen.findByText(/^Put off twice by a day: no mail and no chat took a warning/);
});

test('the dialog says that no date deletes a protected VM, and not that it could be deleted', async () => {
  const running = deploymentIn('running');
  const opened = { open: true, close: () => undefined, finalFocus: undefined };
  const dialogOf = (deployment: typeof running) => <ExtendDialog deployment={deployment} {...opened} />;
  show(dialogOf({ ...running, deleteProtection: true }));
  await screen.findByText(/^It stops on .*, and no date deletes it while it is protected\.$/);
  cleanup();
  show(dialogOf({ ...running, status: 'expired', deleteProtection: true }));
  await screen.findByText('No date deletes it while it is protected.');
  cleanup();
  show(dialogOf({ ...running, status: 'expired', deleteAt: null }));
  await screen.findByText('It is kept until you extend or delete it.');
});

test('a VM that no date deletes is shown as kept, and can be extended', async () => {
  const dates = { expiresAt: inHours(-500), deleteAt: null, maxExpiresAt: inHours(100) };
  show(<LeaseCard deployment={{ ...deploymentIn('stopped'), status: 'expired', ...dates }} />);
  await screen.findByText('Kept');
  await screen.findByText('No date deletes it: it is kept until somebody extends or deletes it.');
  expect(screen.getByRole('button', { name: '+1 day' })).toHaveProperty('disabled', false);
});

const endless = { ...deploymentIn('running'), expiresAt: null, deleteAt: null, maxExpiresAt: inHours(200) };
const allowed = { allowed: true, reason: null, code: null, params: null } as const;

test('a VM without an end is shown as such, by the card and by the dialog that gives it one', async () => {
  const { person, asked } = show(<LeaseCard deployment={{ ...endless, reviewAt: inHours(50) }} />, {
    'deployments.extend': endless,
  });
  await screen.findByText('No end', { selector: 'span' });
  await screen.findByText(/^Nothing stops or deletes it by a date\. Every 30 days/);
  await person.click(screen.getByRole('button', { name: '+1 week' }));
  expect(asked).toEqual([{ path: 'deployments.extend', input: { id: endless.id, hours: 168 } }]);
  cleanup();
  show(<ExtendDialog deployment={endless} open close={() => undefined} finalFocus={undefined} />);
  await screen.findByText('It has no end. Once it is given one, it stops then.');
});

test('whoever may let it stay without an end does that beside the lease, and nobody else is shown that', async () => {
  const running = deploymentIn('running');
  const actions = { ...running.actions, remove_end: allowed };
  const { person, asked } = show(<LeaseCard deployment={{ ...running, actions }} />, {
    'deployments.remove_end': endless,
  });
  await person.click(await screen.findByRole('button', { name: 'No end' }));
  expect(asked).toEqual([{ path: 'deployments.remove_end', input: { id: running.id } }]);
  cleanup();
  const refused = { allowed: false, reason: 'Not for you.', code: 'for_leads', params: {} } as const;
  show(<LeaseCard deployment={{ ...running, actions: { ...actions, remove_end: refused } }} />);
  await screen.findByRole('button', { name: '+1 day' });
  expect(screen.queryByRole('button', { name: 'No end' })).toBeNull();
});

test('whoever may not extend it may still let it stay without an end, where that is their right', async () => {
  const running = deploymentIn('running');
  const extend = { allowed: false, reason: 'Not for you.', code: 'look_only', params: {} } as const;
  show(<LeaseCard deployment={{ ...running, actions: { ...running.actions, extend, remove_end: allowed } }} />);
  await screen.findByText('Not for you.');
  screen.getByRole('button', { name: 'No end' });
});

function Asked() {
  const { data } = api.deployments.byId.useQuery({ id: endless.id });
  return data === undefined ? null : <ReviewNotice deployment={data} />;
}

test('once it has an end the question goes, and the keyboard goes on where it stood', async () => {
  const { person } = show(<Asked />, {
    'deployments.byId': { ...endless, reviewAt: inHours(-1) },
    'deployments.extend': { ...deploymentIn('running'), version: endless.version + 1 },
  });
  await person.click(await screen.findByRole('button', { name: 'Give it an end' }));
  await person.click(await screen.findByRole('button', { name: '+1 week' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.queryByText('Is this VM still needed?')).toBeNull();
  await waitFor(() => expect(document.activeElement?.className).toBe('sr-only'));
});

test('once it is asked for, the page has the question with its two answers; before that, and for others, it has not', async () => {
  const actions = { ...endless.actions, confirm: allowed };
  const due = { ...endless, actions, reviewAt: inHours(-1) };
  const { person, asked } = show(<ReviewNotice deployment={due} />, { 'deployments.confirm': endless });
  await screen.findByText('Is this VM still needed?');
  await person.click(screen.getByRole('button', { name: 'Still needed for 30 days' }));
  expect(asked).toEqual([{ path: 'deployments.confirm', input: { id: endless.id } }]);
  await person.click(screen.getByRole('button', { name: 'Give it an end' }));
  await screen.findByRole('dialog', { name: `Extend the lease of ${endless.name}` });
  cleanup();
  const confirm = { allowed: false, reason: 'Not for you.', code: 'look_only', params: {} } as const;
  show(<ReviewNotice deployment={{ ...due, actions: { ...actions, confirm } }} />);
  await screen.findByText('Not for you.');
  expect(screen.getByRole('button', { name: 'Give it an end' })).toBeTruthy();
  cleanup();
  for (const silent of [
    { ...due, reviewAt: inHours(1) },
    { ...due, actions: { ...actions, confirm, extend: confirm } },
  ]) {
    show(
      <>
        <ReviewNotice deployment={silent} />
        <p>shown</p>
      </>,
    );
    await screen.findByText('shown');
    expect(screen.queryByText('Is this VM still needed?')).toBeNull();
    cleanup();
  }
});
