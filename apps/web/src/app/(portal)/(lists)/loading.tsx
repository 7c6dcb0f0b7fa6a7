// Only the lists stream a skeleton first: a page of one thing must know that it exists before its status is sent.
import { getTranslations } from 'next-intl/server';
import { PageSkeleton } from '@/features/shell/page-skeleton.tsx';

export default async function Loading() {
  const t = await getTranslations('shell');
  return <PageSkeleton label={t('loading')} />;
}
