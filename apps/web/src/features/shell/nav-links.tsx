'use client';
// The portal's rooms.
import { clsx } from 'clsx';
import { ClipboardList, LayoutTemplate, Server, Settings } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMe } from '@/features/account/queries.ts';
import { adminRoot } from '@/features/admin/admin-rooms.ts';
import { ProblemCount } from '@/features/problems/problem-count.tsx';

const rooms = [
  { key: 'deployments', href: '/', prefix: '/deployments', Icon: Server },
  { key: 'templates', href: '/templates', prefix: '/templates', Icon: LayoutTemplate },
  { key: 'audit', href: '/audit', prefix: '/audit', Icon: ClipboardList },
] as const;
const adminRoom = { key: 'admin', href: adminRoot, prefix: adminRoot, Icon: Settings } as const;

export function NavLinks() {
  const t = useTranslations('nav');
  const pathname = usePathname();
  const { administration, templates } = useMe().rights;
  const shown = administration === 'none' && templates === 'none' ? rooms : [...rooms, adminRoom];
  return (
    <nav aria-label={t('label')} className="max-md:order-last max-md:-mx-1 max-md:w-full">
      <ul className="flex flex-wrap gap-1">
        {shown.map(({ key, href, prefix, Icon }) => {
          const current = pathname === href || pathname.startsWith(prefix);
          return (
            <li key={key}>
              <Link
                href={href}
                aria-current={current ? 'page' : undefined}
                className={clsx(
                  'inline-flex min-h-9 items-center gap-2 rounded-md font-medium sm:px-3',
                  shown.length > rooms.length ? 'px-2 max-sm:gap-1' : 'px-2.5',
                  current ? 'bg-accent-soft text-accent-ink' : 'text-ink-muted hover:bg-sunken hover:text-ink',
                )}
              >
                {/* On a phone the words of four rooms fill the line. */}
                <Icon aria-hidden className={clsx('size-4', shown.length > rooms.length && 'max-sm:hidden')} />
                {t(key)}
                {key === adminRoom.key ? <ProblemCount /> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
