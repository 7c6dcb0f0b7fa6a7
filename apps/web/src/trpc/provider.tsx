'use client';
// Gives the pages their query cache and their connection to `/api/trpc`.
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { leaveForSignIn } from '@/features/account/leave-for-sign-in.ts';
import { api } from './api.ts';
import { links } from './links.ts';
import { makeQueryClient } from './query-client.ts';

export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(() => makeQueryClient({ onSignedOut: leaveForSignIn }));
  const [client] = useState(() => api.createClient({ links: links('/api/trpc') }));
  return (
    <api.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </api.Provider>
  );
}
