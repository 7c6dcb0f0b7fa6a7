'use client';
// What somebody's role is called: by the name of the one that administrators made, where they have one.
import type { AdministeredPerson } from '@portal/types';
import { useTranslations } from 'next-intl';

export const useRoleWords = () => {
  const t = useTranslations('userMenu.roles');
  return ({ role, customRole }: Pick<AdministeredPerson, 'role' | 'customRole'>): string => customRole?.name ?? t(role);
};
