'use client';
// The dashboard's head.
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';
import { PageHeader } from '@/components/page-header.tsx';
import { useMe } from '@/features/account/queries.ts';
import { LiveHint } from '@/features/live/live-hint.tsx';

export function DashboardHeader() {
  const t = useTranslations('list');
  const mayCreate = useMe().rights.creates !== 'nothing';
  return (
    <PageHeader
      title={t('title')}
      actions={
        <>
          <LiveHint />
          {mayCreate ? (
            <ButtonLink href="/templates" variant="primary">
              <Plus aria-hidden className="size-4" />
              {t('create')}
            </ButtonLink>
          ) : null}
        </>
      }
    />
  );
}
