'use client';
// What is asked of the account of the person who is signed in: who they are, their limits and what they hold, how they sign in, and
// where they are signed in.
import type {
  ChangePassword,
  EndedSessions,
  KeepSshKey,
  KeptSshKey,
  KeptSshKeyList,
  Me,
  RemovePasskey,
  RenamePasskey,
  SignInMethods,
} from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useToasts } from '@/components/toaster.tsx';
import { api } from '@/trpc/api.ts';

/** Every portal page has it in its cache from the server. */
export const useMe = (): Me => {
  const [me] = api.me.get.useSuspenseQuery();
  return me;
};

/** The page has it from the server. */
export const useSignInMethods = (): SignInMethods => {
  const [methods] = api.me.signInMethods.useSuspenseQuery();
  return methods;
};

export const useKeptSshKeys = (): readonly KeptSshKey[] => {
  const [{ items }] = api.me.sshKeys.useSuspenseQuery();
  return items;
};

/** Where they are an offer: whoever does not get to see them pastes one. */
export const useOfferedSshKeys = (): readonly KeptSshKey[] => api.me.sshKeys.useQuery().data?.items ?? [];

export const useSshKeySenders = () => {
  const utils = api.useUtils();
  const toasts = useToasts();
  const notKept = useTranslations('sshKeys')('notKept');
  const { me } = utils.client;
  const known = (list: KeptSshKeyList): void => utils.me.sshKeys.setData(undefined, list);
  const keep = async (input: KeepSshKey): Promise<void> => known(await me.keepSshKey.mutate(input));
  return {
    keep,
    /** Beside what else is done: one that cannot be kept is said. */
    keepAll: async (keys: readonly string[]): Promise<void> => {
      try {
        for (const publicKey of keys) await keep({ publicKey });
      } catch {
        toasts.refused(notKept);
      }
    },
    forget: async (id: string): Promise<void> => known(await me.forgetSshKey.mutate({ id })),
  };
};

/** What is done about the second step of signing in. */
export const useSecondFactorSenders = () => {
  const utils = api.useUtils();
  const { me } = utils.client;
  const done = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const known = await answer;
    await utils.me.signInMethods.invalidate();
    return known;
  };
  return {
    begin: (password: string) => me.beginAuthenticator.mutate({ password }),
    confirm: async (code: string) => {
      const answer = await done(me.confirmAuthenticator.mutate({ code }));
      void utils.sessions.invalidate();
      return answer;
    },
    renew: (password: string) => done(me.renewRecoveryCodes.mutate({ password })),
    remove: (password: string) => done(me.removeAuthenticator.mutate({ password })),
  };
};

export const usePasskeySenders = () => {
  const utils = api.useUtils();
  const { me } = utils.client;
  const known = (methods: SignInMethods): void => utils.me.signInMethods.setData(undefined, methods);
  return {
    /** False where the browser made none. */
    add: async ({ name, password }: { readonly name: string; readonly password: string }): Promise<boolean> => {
      // Only who makes one waits for its script.
      const { makePasskey } = await import('./passkey-client.ts');
      const answer = await makePasskey(await me.beginPasskey.mutate({ password }));
      if (answer === null) return false;
      known(await me.addPasskey.mutate({ name, answer }));
      return true;
    },
    rename: async (input: RenamePasskey) => known(await me.renamePasskey.mutate(input)),
    remove: async (input: RemovePasskey) => known(await me.removePasskey.mutate(input)),
  };
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
