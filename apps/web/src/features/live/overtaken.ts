// A page that the server made brings along what was read for it: news that came while it was under way is not in it.
import type { QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import { unlessOwnPace } from '@/trpc/own-pace.ts';
import { staleMs } from '@/trpc/query-client.ts';

/** Not what the browser asked for itself. */
const bringsAnswer = (event: QueryCacheNotifyEvent): boolean =>
  event.query.state.data !== undefined &&
  (event.type === 'added' || (event.type === 'updated' && event.action.type === 'setState'));

/**
 * Asks again for what a page brings along soon after news. What is older than `staleMs` is asked again anyhow, so no older news
 * can be missing from it.
 */
export const watchForOvertaken = (client: QueryClient) => {
  let heardAt = Number.NEGATIVE_INFINITY;
  return {
    heard: () => {
      heardAt = performance.now();
    },
    watch: () =>
      client.getQueryCache().subscribe((event) => {
        if (!bringsAnswer(event) || performance.now() - heardAt > staleMs) return;
        void client.invalidateQueries({ queryKey: event.query.queryKey, exact: true, ...unlessOwnPace });
      }),
  };
};
