// How queries behave on the server and in the browser. Live updates tell the browser when something changed, so nothing
// is asked again merely because time has passed.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import superjson from 'superjson';
import { failureOf } from './failure.ts';

/** Long enough not to repeat in the browser what the server has just rendered. */
export const staleMs = 30_000;
const maxRetries = 2;

const onServer = typeof window === 'undefined';

/** Only what never got an answer is worth asking again; on the server the person would wait for it in vain. */
const shouldRetry = (failures: number, error: unknown): boolean =>
  !onServer && failures < maxRetries && failureOf(error).code === 'unreachable';

/**
 * What a person asks for is sent as it is asked for, or has failed: it waits neither for the network nor for its turn nor for
 * another try. Otherwise a VM would be rebuilt half an hour after somebody gave it up.
 */
const atOnce = { networkMode: 'always', retry: false, scope: undefined } as const;

/** Every mutation, by a hook or by hand, gets its options here: its own say nothing against it. */
const withMutationsAtOnce = (client: QueryClient): QueryClient => {
  const defaulted: QueryClient['defaultMutationOptions'] = client.defaultMutationOptions.bind(client);
  client.defaultMutationOptions = (options) => Object.assign(defaulted(options), atOnce);
  return client;
};

interface QueryClientHooks {
  /** The session has ended: a query or mutation was refused for that. */
  readonly onSignedOut?: () => void;
}

export const makeQueryClient = ({ onSignedOut }: QueryClientHooks = {}): QueryClient => {
  const onError = (error: unknown): void => {
    if (failureOf(error).code === 'unauthenticated') onSignedOut?.();
  };
  return withMutationsAtOnce(
    new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: {
        queries: { staleTime: staleMs, retry: shouldRetry },
        dehydrate: { serializeData: superjson.serialize },
        hydrate: { deserializeData: superjson.deserialize },
      },
    }),
  );
};
