'use client';
// The way to a new template.
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';

export function RegisterLink() {
  const t = useTranslations('templateAdmin');
  return (
    <ButtonLink variant="primary" refusal={useLeftOut()('templates.register')} href="/admin/templates/new">
      {t('register')}
    </ButtonLink>
  );
}
