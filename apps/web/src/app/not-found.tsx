import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button.tsx';
import { DeadEnd } from '@/features/shell/dead-end.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('notFound'))('title'),
});

export default async function NotFound() {
  const t = await getTranslations('notFound');
  return (
    <main className="px-4">
      <DeadEnd
        title={t('title')}
        actions={
          <ButtonLink href="/" variant="primary">
            {t('toDeployments')}
          </ButtonLink>
        }
      >
        <p>{t('text')}</p>
      </DeadEnd>
    </main>
  );
}
