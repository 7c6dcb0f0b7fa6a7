// Who is signed in, asked once a request. Pages that need somebody send everyone else to sign in, and back afterwards.
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { homePath, signInHref } from '@/features/account/return-path.ts';
import { container, type SignedInPerson } from './container.ts';
import { pathHeader } from './request-headers.ts';

export const currentPerson = cache(
  async (): Promise<SignedInPerson | null> => container().resolveSession(await headers()),
);

export const requirePerson = async (): Promise<SignedInPerson> => {
  const person = await currentPerson();
  if (person === null) redirect(signInHref((await headers()).get(pathHeader) ?? homePath));
  return person;
};
