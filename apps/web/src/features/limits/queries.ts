'use client';
// What the administration asks and does about limits.
import type { ChangeLimit, CreateLimit, Limit, PreviewLimit } from '@portal/types';
import { api } from '@/trpc/api.ts';
import { meant } from '@/trpc/meant-version.ts';

export const useLimits = () => {
  const [{ items }, query] = api.limits.list.useSuspenseQuery();
  return { limits: items, query };
};

/** Null while there is nothing to ask. */
export const useAbove = (asked: PreviewLimit | null) =>
  api.limits.preview.useQuery(asked ?? { subject: 'everyone', measure: 'deployments', value: 0 }, {
    enabled: asked !== null,
  });

/** Asked for at each look: what is held changes by what others do. */
export const useLimitsOf = (id: string) => api.limits.ofPerson.useQuery({ id }, { staleTime: 0 });

/** The list is asked for again, also where it was refused. */
export const useLimitSenders = () => {
  const utils = api.useUtils();
  const { limits } = utils.client;
  const done = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } finally {
      void utils.limits.invalidate();
      void utils.me.get.invalidate();
      void utils.audit.invalidate();
    }
  };
  return {
    create: (input: CreateLimit) => done(limits.create.mutate(input)),
    change: ({ id, version }: Limit, to: Omit<ChangeLimit, 'id'>) =>
      done(limits.change.mutate({ id, ...to }, meant(version))),
    remove: ({ id, version }: Limit) => done(limits.remove.mutate({ id }, meant(version))),
  };
};
