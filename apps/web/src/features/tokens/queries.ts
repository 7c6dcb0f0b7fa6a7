'use client';
// Everything that pages ask and do about API tokens: the one place that names these procedures.
import type {
  AdministeredPerson,
  CreateToken,
  ListTokens,
  RestrictToken,
  RevokeToken,
  RotateToken,
} from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useTokens = (input: ListTokens) => api.tokens.list.useQuery(input, { placeholderData: keepPreviousData });

const noAccounts: readonly AdministeredPerson[] = [];

/** Empty until they are there, and for whoever makes tokens of their own. */
export const useServiceAccounts = (isAsked: boolean): readonly AdministeredPerson[] =>
  api.people.list.useQuery({ kind: 'service', state: 'active', limit: 100 }, { enabled: isAsked }).data?.items ??
  noAccounts;

export const useTokenSenders = () => {
  const utils = api.useUtils();
  const { tokens } = utils.client;
  const told = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const given = await answer;
    void utils.tokens.invalidate();
    void utils.audit.invalidate();
    return given;
  };
  return {
    create: (input: CreateToken) => told(tokens.create.mutate(input)),
    rotate: (input: RotateToken) => told(tokens.rotate.mutate(input)),
    revoke: (input: RevokeToken) => told(tokens.revoke.mutate(input)),
    restrict: (input: RestrictToken) => told(tokens.restrict.mutate(input)),
  };
};
