'use client';
// The way to the create form, filled in as a VM is. Where its template takes no requests, it says why.
import type { Deployment } from '@portal/types';
import { CopyPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useMe } from '@/features/account/queries.ts';
import { useTemplate } from '@/features/templates/queries.ts';

interface Another {
  readonly label: string;
  readonly icon: ReactNode;
  readonly refusal: string | undefined;
  readonly run: () => void;
}

/** Null for whoever makes no VMs. */
export const useAnother = ({ id, templateId }: Deployment): Another | null => {
  const t = useTranslations('actions');
  const router = useRouter();
  const mayCreate = useMe().rights.creates !== 'nothing';
  const template = useTemplate(templateId);
  if (!mayCreate) return null;
  return {
    label: t('another'),
    icon: <CopyPlus aria-hidden />,
    refusal: template === null ? t('templateGone') : (template?.creatable.reason ?? undefined),
    run: () => router.push(`/templates/${templateId}/create?like=${id}`),
  };
};
