// How the portal's procedures are asked: queries batched unless one waits for a cluster, mutations one by one with their
// idempotency key, at once or not at all, subscriptions as an event stream.
import type { AppRouter } from '@portal/api';
import { httpBatchLink, httpLink, httpSubscriptionLink, splitLink, type TRPCLink } from '@trpc/client';
import superjson from 'superjson';
import { isAlone } from './alone.ts';
import { fetchHearingTime, fetchInTime } from './fetch-in-time.ts';
import { HeardEventSource } from './heard.ts';
import { idempotencyHeaders, idempotencyLink } from './idempotency.ts';
import { versionHeaders } from './meant-version.ts';

export const links = (url: string): TRPCLink<AppRouter>[] => [
  splitLink({
    condition: (operation) => operation.type === 'subscription',
    true: httpSubscriptionLink({
      url,
      transformer: superjson,
      ...(HeardEventSource && { EventSource: HeardEventSource }),
    }),
    false: splitLink({
      condition: (operation) => operation.type === 'mutation',
      true: [
        idempotencyLink,
        httpLink({
          url,
          transformer: superjson,
          headers: ({ op }) => ({ ...idempotencyHeaders(op.context), ...versionHeaders(op.context) }),
          fetch: fetchInTime,
        }),
      ],
      false: splitLink({
        condition: ({ context }) => isAlone(context),
        true: httpLink({ url, transformer: superjson, fetch: fetchHearingTime }),
        false: httpBatchLink({ url, transformer: superjson, maxURLLength: 2_048, fetch: fetchHearingTime }),
      }),
    }),
  }),
];
