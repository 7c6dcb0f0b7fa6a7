import { getTranslations } from 'next-intl/server';
import { PageSkeleton } from '@/features/shell/page-skeleton.tsx';

export default async function Loading() {
  const t = await getTranslations('shell');
  return <PageSkeleton label={t('loading')} />;
}
