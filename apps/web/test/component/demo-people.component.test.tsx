/** The people of a demonstration beside a real cluster, disabled at once by somebody who is one of them. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { DisableDemoPeople } from '../../src/features/problems/disable-demo-people.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

test('all but one’s own are disabled, and the button gives way to what happens next', async () => {
  const dana = { id: '019ac2ee-0002-7a00-8000-000000000002', email: 'dana.support@example.com', state: 'active' };
  const { person, asked } = show(<DisableDemoPeople emails={[dana.email, me.principal.email]} />, {
    'people.list': { items: [dana], nextCursor: null },
    'people.disable': dana,
  });
  await person.click(await screen.findByRole('button', { name: 'Disable the demo account' }));
  await screen.findByText(/looks again within a minute/);
  expect(screen.queryByRole('button', { name: /^Disable/ })).toBeNull();
  expect(asked).toEqual([
    { path: 'people.disable', input: { id: dana.id, reason: 'Demo account beside a real cluster.' } },
  ]);
});
