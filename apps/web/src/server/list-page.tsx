// The page of a list: its head, and below it the list itself with what was asked for it beforehand.
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/page-header.tsx';
import { HydrateClient } from './trpc.ts';

type Titled =
  | 'allTokens'
  | 'tokens'
  | 'announcements'
  | 'audit'
  | 'clusters'
  | 'health'
  | 'limits'
  | 'mail'
  | 'mailChoice'
  | 'messages'
  | 'orphans'
  | 'overview'
  | 'people'
  | 'problems'
  | 'profile'
  | 'quarantine'
  | 'requests'
  | 'sessions'
  | 'templateAdmin'
  | 'templates'
  | 'webhooks';

export const titleOf = (texts: Titled | 'create' | 'list') => async (): Promise<Metadata> => ({
  title: (await getTranslations(texts))('title'),
});

interface ListPageProps {
  /** Where its title and lead stand. */
  readonly texts: Titled;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export async function ListPage({ texts, actions, children }: ListPageProps) {
  const t = await getTranslations(texts);
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} {...(actions !== undefined && { actions })} />
      {children}
    </HydrateClient>
  );
}
