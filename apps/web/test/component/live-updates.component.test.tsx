/** What the server read for a page may be overtaken by news that came while the page was under way. */
import type { SnapshotList } from '@portal/types';
import { type DehydratedState, dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { getQueryKey } from '@trpc/react-query';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { LiveUpdates } from '../../src/features/live/live-updates.tsx';
import { api } from '../../src/trpc/api.ts';
import { makeQueryClient } from '../../src/trpc/query-client.ts';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const id = '0190a000-0000-7000-8000-000000000001';
const readBefore: SnapshotList = { items: [], limit: 3 };

const pageOfServer = (): DehydratedState => {
  const client = makeQueryClient();
  client.setQueryData(getQueryKey(api.snapshots.list, { id }, 'query'), readBefore);
  return dehydrate(client);
};

const Snapshots = () => <p>at most {api.snapshots.list.useQuery({ id }).data?.limit}</p>;

function Portal() {
  const [page, setPage] = useState<DehydratedState | null>(null);
  const { data } = api.me.get.useQuery();
  return (
    <LiveUpdates>
      <p>{data?.unreadMessages} unread</p>
      <button type="button" onClick={() => setPage(pageOfServer())}>
        Open
      </button>
      {page === null ? null : (
        <HydrationBoundary state={page}>
          <Snapshots />
        </HydrationBoundary>
      )}
    </LiveUpdates>
  );
}

test('a page that was read before the news is asked for again when it comes after them', async () => {
  let reads = 0;
  const { person } = show(<Portal />, {
    'me.get': () => ({ ...me, unreadMessages: reads++ }),
    'deployments.onChange': { id: '1', data: null },
    'snapshots.list': { ...readBefore, limit: 5 },
  });
  // All that was on the page when the news came has been asked for again.
  await waitFor(() => expect(reads).toBeGreaterThan(1));
  await person.click(screen.getByRole('button', { name: 'Open' }));
  await screen.findByText('at most 5');
});
