'use client';
// Gives the pages their query cache and their connection to `/api/trpc`: queries batched, mutations one by one with
// their idempotency key, subscriptions as an event stream.
import { QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import superjson from 'superjson';
import { leaveForSignIn } from '@/features/account/leave-for-sign-in.ts';
import { api } from './api.ts';
import { idempotencyHeaders } from './idempotency.ts';
import { makeQueryClient } from './query-client.ts';

const url = '/api/trpc';

const links = () => [
  splitLink({
    condition: (operation) => operation.type === 'subscription',
    true: httpSubscriptionLink({ url, transformer: superjson }),
    false: splitLink({
      condition: (operation) => operation.type === 'mutation',
      true: httpLink({ url, transformer: superjson, headers: ({ op }) => idempotencyHeaders(op.context) }),
      false: httpBatchLink({ url, transformer: superjson, maxURLLength: 2_048 }),
    }),
  }),
];

export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(() => makeQueryClient({ onSignedOut: leaveForSignIn }));
  const [client] = useState(() => api.createClient({ links: links() }));
  return (
    <api.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </api.Provider>
  );
}
