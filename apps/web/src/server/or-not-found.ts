// For pages about one thing: what the caller may not see or what does not exist becomes the 404 page, anything else
// stays an error.
import { TRPCError } from '@trpc/server';
import { notFound } from 'next/navigation';

export const orNotFound = async <Value>(asked: Promise<Value>): Promise<Value> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
};
