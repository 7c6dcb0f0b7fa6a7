'use client';
// What is asked of the account of the person who is signed in: who they are, their limits and what they hold, how they sign in, and
// where they are signed in.
import type { ChangePassword, EndedSessions, Me } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

/** Every portal page has it in its cache from the server. */
export const useMe = (): Me => {
  const [me] = api.me.get.useSuspenseQuery();
  return me;
};

/** The page has it from the server. */
export const useHasPassword = (): boolean => {
  const [{ password }] = api.me.signInMethods.useSuspenseQuery();
  return password;
};

export const useSessions = () => api.sessions.list.useQuery();

interface Handlers<Answer> {
  readonly onSuccess: (answer: Answer) => void;
  readonly onError: (error: unknown) => void;
}

export const useRename = ({ onSuccess, onError }: Handlers<{ readonly name: string }>) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (input: { readonly name: string }) => utils.client.me.rename.mutate(input),
    onSuccess: (renamed) => {
      utils.me.get.setData(undefined, (me) => me && { ...me, principal: { ...me.principal, name: renamed.name } });
      onSuccess(renamed);
    },
    onError,
  });
};

export const useChangePassword = ({ onSuccess, onError }: Handlers<EndedSessions>) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (input: ChangePassword) => utils.client.me.changePassword.mutate(input),
    onSuccess: (answer) => {
      void utils.sessions.invalidate();
      onSuccess(answer);
    },
    onError,
  });
};

/** One session, or with null all but this one. */
export const useEndSessions = ({ onSuccess, onError }: Handlers<EndedSessions>) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (id: string | null) =>
      id === null ? utils.client.sessions.revokeOthers.mutate() : utils.client.sessions.revoke.mutate({ id }),
    onSuccess: async (answer) => {
      await utils.sessions.list.invalidate();
      onSuccess(answer);
    },
    onError,
  });
};
