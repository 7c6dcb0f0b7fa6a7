// Who is signed in, asked once a request. Pages that need somebody send everyone else to sign in, and back afterwards.
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { homePath, signInHref } from '@/features/account/return-path.ts';
import { container, type SignedInPerson } from './container.ts';
import { pathHeader } from './request-headers.ts';

export const currentPerson = cache(async (): Promise<SignedInPerson | null> => {
  // First of all: a build that tries to render the page ahead stops here, where there is no configuration yet.
  const requestHeaders = await headers();
  return container().resolveSession(requestHeaders);
});

export const requirePerson = async (): Promise<SignedInPerson> => {
  const person = await currentPerson();
  if (person === null) redirect(signInHref((await headers()).get(pathHeader) ?? homePath));
  return person;
};
