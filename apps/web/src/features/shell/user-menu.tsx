'use client';
// Who is signed in, the theme, and the way out.
import { ChevronDown, CircleUser } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/button-look.ts';
import { MenuOf } from '@/components/menu.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useMe } from '@/features/account/queries.ts';

export const userMenuParts = partOnUse(() => import('./user-menu-entries.tsx'));

export function UserMenu() {
  const t = useTranslations('userMenu');
  const { name } = useMe().principal;
  return (
    <MenuOf
      parts={userMenuParts}
      trigger={
        <button type="button" className={buttonClass({ variant: 'quiet' }, 'max-w-48 px-2')}>
          <span className="sr-only">{t('open')}</span>
          <span className="truncate max-sm:sr-only">{name}</span>
          <CircleUser aria-hidden className="size-5 shrink-0 sm:hidden" />
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </button>
      }
    >
      {({ UserMenuEntries }) => <UserMenuEntries />}
    </MenuOf>
  );
}
