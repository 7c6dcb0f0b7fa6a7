'use client';
// Everything that pages ask and do about deployments: the one place that names these procedures and their cached
// answers.
import type {
  ActionInput,
  CreateDeployment,
  Credentials,
  Deployment,
  DeploymentPage,
  ListDeployments,
  MenuAction,
  OperationAction,
  PlainRequest,
} from '@portal/types';
import { keepPreviousData, useMutation } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

/** That others are placed or give up is no event for whoever waits behind them. */
const whileQueued = (shown: readonly Deployment[]): number | false =>
  shown.some(({ queuePosition }) => queuePosition !== null) && refetchMs;

/** An estimate counts from the answer that it came with, also where that says the same as the one before. */
const structuralSharing = false;

export const useDeploymentPage = (filter: ListDeployments) =>
  api.deployments.list.useQuery(filter, {
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => whileQueued(state.data?.items ?? []),
    structuralSharing,
  });

export const useDeployment = (id: string): Deployment => {
  const [deployment] = api.deployments.byId.useSuspenseQuery(
    { id },
    { refetchInterval: ({ state }) => whileQueued(state.data === undefined ? [] : [state.data]), structuralSharing },
  );
  return deployment;
};

export const useOperations = (id: string) => api.deployments.operations.useQuery({ id });

/** The answer of a mutation and a refetch may arrive in either order: the later state stays. */
const later = (present: Deployment | undefined, answer: Deployment): Deployment =>
  present !== undefined && present.version > answer.version ? present : answer;

const replaceIn = (page: DeploymentPage | undefined, answer: Deployment): DeploymentPage | undefined =>
  page && {
    ...page,
    items: page.items.map((item) => (item.id === answer.id ? later(item, answer) : item)),
  };

/** Puts a mutation's answer wherever its deployment is shown. */
const useStore = (): ((answer: Deployment) => void) => {
  const utils = api.useUtils();
  return (answer) => {
    utils.deployments.byId.setData({ id: answer.id }, (present) => later(present, answer));
    utils.deployments.list.setQueriesData({}, {}, (page) => replaceIn(page, answer));
    void utils.deployments.operations.invalidate({ id: answer.id });
    void utils.snapshots.list.invalidate({ id: answer.id });
    void utils.audit.invalidate();
  };
};

interface Handlers<Input = unknown> {
  readonly onSuccess: (deployment: Deployment, input: Input) => void;
  readonly onError: (error: unknown, input: Input) => void;
}

/** A change of a deployment: its answer is shown at once, wherever the deployment is. */
export const useChange = <Input>(
  send: (input: Input) => Promise<Deployment>,
  { onSuccess, onError }: Handlers<Input>,
) => {
  const store = useStore();
  return useMutation({
    mutationFn: send,
    onSuccess: (deployment, input) => {
      store(deployment);
      onSuccess(deployment, input);
    },
    onError,
  });
};

type Senders = {
  readonly [Asked in MenuAction]: { readonly mutate: (input: ActionInput<Asked>) => Promise<Deployment> };
};

/** An action of the menu. */
export const useAct = <Asked extends MenuAction>(action: Asked, handlers: Handlers) => {
  const senders: Senders = api.useUtils().client.deployments;
  return useChange((input: ActionInput<Asked>) => senders[action].mutate(input), handlers);
};

/** Those that need nothing but the deployment. */
export const useAnyAct = (handlers: Handlers<PlainRequest>) => {
  const senders: Senders = api.useUtils().client.deployments;
  return useChange(({ action, id }: PlainRequest) => senders[action].mutate({ id }), handlers);
};

/** Cancelling or retrying an operation: what its deployment then is, is asked for. */
export const useOperationAct = (
  action: OperationAction,
  handlers: { readonly onSuccess: () => void; readonly onError: (error: unknown) => void },
) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (id: string) => utils.client.operations[action].mutate({ id }),
    onSettled: () => {
      void utils.deployments.invalidate();
      void utils.audit.invalidate();
    },
    ...handlers,
  });
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

export const useCreate = ({ onSuccess, onError }: Handlers) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (input: CreateDeployment) => utils.client.deployments.create.mutate(input),
    onSuccess: (deployment, input) => {
      utils.deployments.byId.setData({ id: deployment.id }, deployment);
      void utils.deployments.list.invalidate();
      void utils.me.invalidate();
      onSuccess(deployment, input);
    },
    onError,
  });
};
