'use client';
// From one room of the administration to the next.
import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ProblemCount } from '@/features/problems/problem-count.tsx';
import { adminTabs } from './admin-rooms.ts';

export function AdminTabs() {
  const t = useTranslations('admin');
  const pathname = usePathname();
  return (
    <nav aria-label={t('label')} className="mb-5 overflow-x-auto border-b border-line">
      <ul className="flex gap-1 max-sm:justify-between max-sm:gap-0">
        {adminTabs.map(({ key, href }) => {
          const current = pathname.startsWith(href);
          return (
            <li key={key}>
              <Link
                href={href}
                aria-current={current ? 'page' : undefined}
                className={clsx(
                  '-mb-px inline-flex min-h-9 items-center gap-1.5 border-b-2 px-1 font-medium max-sm:text-[0.8125rem] sm:px-3',
                  current
                    ? 'border-accent text-accent-ink'
                    : 'border-transparent text-ink-muted hover:border-line-strong hover:text-ink',
                )}
              >
                {t(`tabs.${key}`)}
                {key === adminTabs[0].key ? <ProblemCount /> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
