'use client';
// The portal's rooms.
import { clsx } from 'clsx';
import { ChartColumn, ClipboardList, LayoutTemplate, type LucideIcon, Server, Settings } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import Link from '@/components/link';
import { useMe } from '@/features/account/queries.ts';
import { ProblemCount } from '@/features/problems/problem-count.tsx';
import { type PortalRoom, roomsFor } from './portal-rooms.ts';

const icons = {
  deployments: Server,
  templates: LayoutTemplate,
  overview: ChartColumn,
  audit: ClipboardList,
  admin: Settings,
} as const satisfies Record<PortalRoom, LucideIcon>;

/** On a phone the words of so many fill the line. */
const manyRooms = 4;

export function NavLinks() {
  const t = useTranslations('nav');
  const pathname = usePathname();
  const shown = roomsFor(useMe());
  const isFull = shown.length >= manyRooms;
  return (
    <nav aria-label={t('label')} className="max-md:order-last max-md:-mx-1 max-md:w-full">
      <ul className="flex flex-wrap gap-1">
        {shown.map(({ key, href, prefix }) => {
          const Icon = icons[key];
          const current = pathname === href || pathname.startsWith(prefix);
          return (
            <li key={key}>
              <Link
                href={href}
                aria-current={current ? 'page' : undefined}
                className={clsx(
                  'inline-flex min-h-9 items-center gap-2 rounded-md font-medium sm:px-3',
                  isFull ? 'px-2 max-sm:gap-1' : 'px-2.5',
                  current ? 'bg-accent-soft text-accent-ink' : 'text-ink-muted hover:bg-sunken hover:text-ink',
                )}
              >
                <Icon aria-hidden className={clsx('size-4', isFull && 'max-sm:hidden')} />
                {t(key)}
                {key === 'admin' ? <ProblemCount /> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
