// What a page is about, read once a request: for its title, for its content and for the browser's cache.
import { cache } from 'react';
import { orNotFound } from './or-not-found.ts';
import { trpc } from './trpc.ts';

const fresh = { staleTime: Number.POSITIVE_INFINITY } as const;

export const deploymentOfPage = cache(async (id: string) => {
  const deployment = await orNotFound(trpc.deployments.byId({ id }));
  await trpc.deployments.byId.prefetch({ id }, { ...fresh, initialData: deployment });
  return deployment;
});

/** Its slug leads here too; everything on the page goes by its id. */
export const templateOfPage = cache(async (idOrSlug: string) => {
  const template = await orNotFound(trpc.templates.byId({ id: idOrSlug }));
  await trpc.templates.byId.prefetch({ id: template.id }, { ...fresh, initialData: template });
  return template;
});
