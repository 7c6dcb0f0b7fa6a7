'use client';
// The entries of the account menu, loaded with the menu itself.
import { languageOf } from '@portal/messages/languages';
import { limitRequestsPath } from '@portal/types';
import { onlineManager, useQueryClient } from '@tanstack/react-query';
import { BookOpen, HandHelping, Languages, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import Link from '@/components/link';
import { MenuChoice, MenuItem, MenuSeparator } from '@/components/menu-parts.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { accountRoot } from '@/features/account/account-rooms.ts';
import { useMe } from '@/features/account/queries.ts';
import { signOut } from '@/features/account/session-client.ts';
import { chooseLanguage } from './choose-language.ts';

export { Menu } from '@/components/menu-parts.tsx';

export function UserMenuEntries() {
  const t = useTranslations('userMenu');
  const toasts = useToasts();
  const { theme = 'system', setTheme } = useTheme();
  const router = useRouter();
  const queries = useQueryClient();
  const language = languageOf(useLocale());
  const { name, email, role, customRole, team } = useMe().principal;
  const roleWords = customRole?.name ?? t(`roles.${role}`);
  const speak = (chosen: string): void => {
    chooseLanguage(chosen);
    router.refresh();
    void queries.invalidateQueries();
  };
  const leave = async (): Promise<void> => {
    // The page asks nothing any more: a refusal on the way would lead to the portal's own page, past the organisation's.
    onlineManager.setOnline(false);
    await queries.cancelQueries();
    const onward = await signOut();
    if (onward !== null) return window.location.assign(onward);
    onlineManager.setOnline(true);
    toasts.refused(t('signOutFailed'));
  };
  return (
    <>
      <div className="px-2.5 pt-1.5 pb-2">
        <p className="font-medium wrap-break-word">{name}</p>
        <p className="wrap-break-word text-[0.8125rem] text-ink-muted">{email}</p>
        <p className="wrap-break-word text-[0.8125rem] text-ink-muted">
          {team === null ? roleWords : t('roleInTeam', { role: roleWords, team: team.name })}
        </p>
      </div>
      <MenuSeparator />
      <MenuChoice
        label={t('theme')}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'light', label: t('light'), icon: <Sun aria-hidden /> },
          { value: 'dark', label: t('dark'), icon: <Moon aria-hidden /> },
          { value: 'system', label: t('system'), icon: <Monitor aria-hidden /> },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('language')}
        value={language}
        onChange={speak}
        options={[
          { value: 'en', label: t('languages.en'), icon: <Languages aria-hidden /> },
          { value: 'de', label: t('languages.de'), icon: <Languages aria-hidden /> },
        ]}
      />
      <MenuSeparator />
      <MenuItem icon={<UserRound aria-hidden />} render={<Link href={accountRoot} />}>
        {t('account')}
      </MenuItem>
      <MenuItem icon={<HandHelping aria-hidden />} render={<Link href={limitRequestsPath} />}>
        {t('requests')}
      </MenuItem>
      <MenuItem icon={<BookOpen aria-hidden />} render={<a href="/api/docs" />}>
        {t('apiDocs')}
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void leave()}>
        {t('signOut')}
      </MenuItem>
    </>
  );
}
