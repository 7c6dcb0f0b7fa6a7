'use client';
// The commands that lead somewhere: each page of the portal, and the form for a VM from each template.
import { ArrowRight, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { accountTabs } from '@/features/account/account-rooms.ts';
import { useMe } from '@/features/account/queries.ts';
import { type AdminRoom, adminTabs } from '@/features/admin/admin-rooms.ts';
import { roomsFor } from '@/features/shell/portal-rooms.ts';
import { api } from '@/trpc/api.ts';
import type { Command, Found } from './command-list.tsx';

/** `administration`: its rooms that whoever is signed in has. */
export const usePlaces = (administration: readonly AdminRoom[], close: () => void): readonly Command[] => {
  const t = useTranslations();
  const router = useRouter();
  const me = useMe();
  const leadTo = (href: string, label: string): Command => ({
    key: href,
    label,
    icon: <ArrowRight aria-hidden />,
    run: () => {
      close();
      router.push(href);
    },
  });
  const within = (place: string, room: string): string => t('commands.within', { place, room });
  return [
    ...roomsFor(me)
      .filter(({ key }) => key !== 'admin')
      .map(({ key, href }) => leadTo(href, t(`nav.${key}`))),
    ...adminTabs
      .filter(({ key }) => administration.includes(key))
      .map(({ key, href }) => leadTo(href, within(t('admin.label'), t(`admin.tabs.${key}`)))),
    ...accountTabs.map(({ key, href }) => leadTo(href, within(t('account.label'), t(`account.tabs.${key}`)))),
  ];
};

export const useCreations = (close: () => void): Found => {
  const t = useTranslations('templates');
  const router = useRouter();
  const { data, status } = api.templates.list.useQuery();
  const commands = (data?.items ?? []).map(({ id, name, creatable }) => ({
    key: id,
    label: t('createFrom', { name }),
    icon: <Plus aria-hidden />,
    refusal: creatable.reason ?? undefined,
    run: () => {
      close();
      router.push(`/templates/${id}/create`);
    },
  }));
  return { commands, looking: status };
};
