'use client';
// Everything that pages ask and do about deployments: the one place that names these procedures and their cached
// answers.
import type {
  ActionInput,
  CountDeployments,
  CreateDeployment,
  CreateSnapshot,
  Credentials,
  Deployment,
  DeploymentPage,
  FigureTimeframe,
  ListDeployments,
  MenuAction,
  OperationAction,
  ShareDeployment,
  ShareId,
  SnapshotId,
  TransferDeployment,
} from '@portal/types';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { notFound } from 'next/navigation';
import { alone } from '@/trpc/alone.ts';
import { api } from '@/trpc/api.ts';
import { failureOf } from '@/trpc/failure.ts';
import { meant } from '@/trpc/meant-version.ts';
import { ownPace, unlessOwnPace } from '@/trpc/own-pace.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';
import { type FollowedLog, nothingYet, withNewLines } from './followed-log.ts';
import { creationsInput } from './list/list-search.ts';
import type { LoadedPages } from './list/page-queries.ts';

/** That others are placed or give up is no event for whoever waits behind them. */
export const whileQueued = (shown: readonly Deployment[]): number | false =>
  shown.some(({ queuePosition }) => queuePosition !== null) && refetchMs;

/** An estimate counts from the answer that it came with, also where that says the same as the one before. */
export const structuralSharing = false;

export const useDeploymentPage = (filter: ListDeployments) =>
  api.deployments.list.useQuery(filter, {
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => whileQueued(state.data?.items ?? []),
    structuralSharing,
  });

const noCreations: readonly Deployment[] = [];

export const useCreations = (isWanted: boolean): readonly Deployment[] => {
  const { data } = api.deployments.list.useQuery(creationsInput, {
    enabled: isWanted,
    refetchInterval: ({ state }) => whileQueued(state.data?.items ?? []),
    structuralSharing,
  });
  return isWanted && data !== undefined ? data.items : noCreations;
};

export const useDeploymentCount = (selection: CountDeployments, isWanted: boolean) =>
  api.deployments.count.useQuery(selection, { enabled: isWanted });

export const useDeployment = (id: string): Deployment => {
  const [deployment, { error }] = api.deployments.byId.useSuspenseQuery(
    { id },
    { refetchInterval: ({ state }) => whileQueued(state.data === undefined ? [] : [state.data]), structuralSharing },
  );
  // Given to somebody else, or no longer shared: what was shown is not theirs to see any more.
  if (error !== null && failureOf(error).code === 'not_found') notFound();
  return deployment;
};

export const useSnapshots = (id: string) => api.snapshots.list.useQuery({ id });

export const useShares = (id: string) => api.shares.list.useQuery({ id });

/** For whoever would rather not wait until something is told by itself. */
export const useLookAgain = (): { readonly lookAgain: () => void; readonly isLooking: boolean } => {
  const utils = api.useUtils();
  const { mutate, isPending } = useMutation({
    mutationFn: () => utils.deployments.invalidate(undefined, unlessOwnPace),
  });
  return { lookAgain: () => mutate(), isLooking: isPending };
};

const figuresEveryMs = 60_000;

/** Mounted while somebody looks at them: a tab in the background asks for nothing. */
export const useFigures = (id: string, timeframe: FigureTimeframe) =>
  api.deployments.figures.useQuery(
    { id, timeframe },
    { refetchInterval: figuresEveryMs, staleTime: figuresEveryMs, meta: ownPace, trpc: alone },
  );

const followEveryMs = 2_000;

/** Asking once more does not help: their rights have changed, or the VM is no longer theirs to see. */
const isRefused = (error: unknown): boolean => ['forbidden', 'not_found'].includes(failureOf(error).code);

/** The log of the task that is under way, followed: a tab in the background asks for nothing. */
export const useTaskLog = (id: string, upid: string, enabled: boolean) => {
  const { client } = api.useUtils();
  const cache = useQueryClient();
  const queryKey = ['task-log', upid] as const;
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = cache.getQueryData<FollowedLog>(queryKey) ?? nothingYet;
      const told = await client.deployments.taskLog.query({ id, upid, after: known.next }, { signal, ...alone });
      return withNewLines(known, upid, told);
    },
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : followEveryMs),
    ...{ enabled, meta: ownPace },
  });
};

export const useOperations = (id: string) => api.deployments.operations.useQuery({ id });

/** The answer of a mutation and a refetch may arrive in either order: the later state stays. */
const later = (present: Deployment | undefined, answer: Deployment): Deployment =>
  present !== undefined && present.version > answer.version ? present : answer;

const replacedIn = <Page extends DeploymentPage>(page: Page, answer: Deployment): Page => ({
  ...page,
  items: page.items.map((item) => (item.id === answer.id ? later(item, answer) : item)),
});

/** Puts a mutation's answer wherever its deployment is shown. */
const useStore = (): ((answer: Deployment) => void) => {
  const utils = api.useUtils();
  const cache = useQueryClient();
  return (answer) => {
    utils.deployments.byId.setData({ id: answer.id }, (present) => later(present, answer));
    utils.deployments.list.setQueriesData({}, {}, (page) => page && replacedIn(page, answer));
    cache.setQueriesData<LoadedPages>(
      { queryKey: getQueryKey(api.deployments.list, undefined, 'infinite') },
      (list) => list && { ...list, pages: list.pages.map((page) => replacedIn(page, answer)) },
    );
    void utils.deployments.operations.invalidate({ id: answer.id });
    void utils.snapshots.list.invalidate({ id: answer.id });
    void utils.shares.list.invalidate({ id: answer.id });
    void utils.handovers.invalidate();
    void utils.audit.invalidate();
  };
};

type Senders = {
  readonly [Asked in MenuAction]: {
    readonly mutate: (input: ActionInput<Asked>, options?: ReturnType<typeof meant>) => Promise<Deployment>;
  };
};

/** Everything that can be asked of a deployment: its answer is shown at once, wherever the deployment is. */
export const useSenders = () => {
  const utils = api.useUtils();
  const store = useStore();
  const { deployments, snapshots, shares, handovers, operations } = utils.client;
  const menu: Senders = deployments;
  const shown = async (answer: Promise<Deployment>): Promise<Deployment> => {
    const deployment = await answer;
    store(deployment);
    return deployment;
  };
  return {
    /** `version`: the one that it is meant for; any without it. */
    act: <Asked extends MenuAction>(action: Asked, input: ActionInput<Asked>, version?: number) =>
      shown(menu[action].mutate(input, version === undefined ? undefined : meant(version))),
    /** As it is now, whatever is shown of it. */
    present: (id: string) => shown(deployments.byId.query({ id })),
    makeSnapshot: (input: CreateSnapshot) => shown(snapshots.create.mutate(input)),
    rollback: (input: SnapshotId) => shown(snapshots.rollback.mutate(input)),
    removeSnapshot: (input: SnapshotId) => shown(snapshots.remove.mutate(input)),
    share: (input: ShareDeployment) => shown(shares.add.mutate(input)),
    unshare: (input: ShareId) => shown(shares.remove.mutate(input)),
    offer: (input: TransferDeployment) => shown(handovers.offer.mutate(input)),
    withdraw: (input: { readonly id: string }) => shown(handovers.withdraw.mutate(input)),
    accept: async (input: { readonly id: string }): Promise<void> => {
      await shown(handovers.accept.mutate(input));
      void utils.deployments.list.invalidate();
      void utils.me.invalidate();
    },
    decline: async (input: { readonly id: string }): Promise<void> => {
      await handovers.decline.mutate(input);
      void utils.handovers.invalidate();
    },
    /** Cancelling or retrying one: what its deployment then is, is asked for. */
    operation: async (action: OperationAction, id: string): Promise<void> => {
      try {
        await operations[action].mutate({ id });
      } finally {
        void utils.deployments.invalidate(undefined, unlessOwnPace);
        void utils.audit.invalidate();
      }
    },
  };
};

interface CredentialsHandlers {
  readonly onSuccess: (credentials: Credentials) => void;
  readonly onError: (error: unknown) => void;
}

/** Never cached: each reveal is asked for, and on record. */
export const useCredentials = (handlers: CredentialsHandlers) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (id: string) => utils.client.deployments.credentials.mutate({ id }),
    gcTime: 0,
    onSettled: () => void utils.audit.invalidate(),
    ...handlers,
  });
};

interface CreateHandlers {
  readonly onSuccess: (deployment: Deployment) => void;
  readonly onError: (error: unknown) => void;
}

export const useCreate = ({ onSuccess, onError }: CreateHandlers) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (input: CreateDeployment) => utils.client.deployments.create.mutate(input),
    onSuccess: (deployment) => {
      utils.deployments.byId.setData({ id: deployment.id }, deployment);
      void utils.deployments.list.invalidate();
      void utils.me.invalidate();
      onSuccess(deployment);
    },
    onError,
  });
};
