'use client';
// The entry that leads to the create form, filled in as this VM is. Where its template takes no requests, it says why.
import type { Deployment } from '@portal/types';
import { CopyPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { MenuItem } from '@/components/menu-parts.tsx';
import { useMe } from '@/features/account/queries.ts';
import { useTemplate } from '@/features/templates/queries.ts';

interface AnotherItemProps {
  readonly deployment: Deployment;
  readonly Item: typeof MenuItem;
}

export function AnotherItem({ deployment, Item }: AnotherItemProps) {
  const t = useTranslations('actions');
  const router = useRouter();
  const mayCreate = useMe().rights.creates !== 'nothing';
  const { id, templateId } = deployment;
  const template = useTemplate(templateId);
  if (!mayCreate) return null;
  return (
    <Item
      icon={<CopyPlus aria-hidden />}
      disabledReason={template === null ? t('templateGone') : (template?.creatable.reason ?? undefined)}
      onSelect={() => router.push(`/templates/${templateId}/create?like=${id}`)}
    >
      {t('another')}
    </Item>
  );
}
