import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsoleView } from '@/features/console/console-view.tsx';
import { deploymentOfPage } from '@/server/page-subject.ts';
import { requirePerson } from '@/server/require-person.ts';
import { HydrateClient } from '@/server/trpc.ts';

interface ConsoleRoute {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ show?: string | string[] }>;
}

export const generateMetadata = async ({ params }: Pick<ConsoleRoute, 'params'>): Promise<Metadata> => {
  await requirePerson();
  const { name } = await deploymentOfPage((await params).id);
  const t = await getTranslations('console');
  return { title: t('title', { name }) };
};

export default async function ConsolePage({ params, searchParams }: ConsoleRoute) {
  await requirePerson();
  const { id } = await params;
  await deploymentOfPage(id);
  const kind = (await searchParams).show === 'serial' ? 'serial' : 'screen';
  return (
    <HydrateClient>
      <ConsoleView key={kind} id={id} kind={kind} />
    </HydrateClient>
  );
}
