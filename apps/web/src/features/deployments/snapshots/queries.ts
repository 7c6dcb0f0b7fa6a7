'use client';
// Everything that pages ask and do about the snapshots of one deployment.
import type { CreateSnapshot, Deployment, SnapshotId } from '@portal/types';
import { api } from '@/trpc/api.ts';
import { useChange } from '../queries.ts';

interface Handlers {
  readonly onSuccess: (deployment: Deployment) => void;
  readonly onError: (error: unknown) => void;
}

export const useSnapshots = (id: string) => api.snapshots.list.useQuery({ id });

export const useCreateSnapshot = (handlers: Handlers) => {
  const { client } = api.useUtils();
  return useChange((input: CreateSnapshot) => client.snapshots.create.mutate(input), handlers);
};

export const useRollback = (handlers: Handlers) => {
  const { client } = api.useUtils();
  return useChange((input: SnapshotId) => client.snapshots.rollback.mutate(input), handlers);
};

export const useRemoveSnapshot = (handlers: Handlers) => {
  const { client } = api.useUtils();
  return useChange((input: SnapshotId) => client.snapshots.remove.mutate(input), handlers);
};
