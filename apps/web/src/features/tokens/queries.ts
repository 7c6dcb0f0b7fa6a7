'use client';
// Everything that pages ask and do about API tokens: the one place that names these procedures.
import type { CreateToken, ListTokens, RotateToken } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useTokens = (input: ListTokens) => api.tokens.list.useQuery(input, { placeholderData: keepPreviousData });

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
    revoke: (id: string) => told(tokens.revoke.mutate({ id })),
  };
};
