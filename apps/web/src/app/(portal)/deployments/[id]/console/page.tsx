import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsoleView } from '@/features/console/console-view.tsx';
import { deploymentOfPage } from '@/server/page-subject.ts';
import { requirePerson } from '@/server/require-person.ts';
import { HydrateClient } from '@/server/trpc.ts';

interface ConsoleRoute {
  readonly params: Promise<{ id: string }>;
}

export const generateMetadata = async ({ params }: ConsoleRoute): Promise<Metadata> => {
  await requirePerson();
  const { name } = await deploymentOfPage((await params).id);
  const t = await getTranslations('console');
  return { title: t('title', { name }) };
};

export default async function ConsolePage({ params }: ConsoleRoute) {
  await requirePerson();
  const { id } = await params;
  await deploymentOfPage(id);
  return (
    <HydrateClient>
      <ConsoleView id={id} />
    </HydrateClient>
  );
}
