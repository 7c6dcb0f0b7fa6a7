'use client';
// From one page of a room to the next.
import { clsx } from 'clsx';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import Link from '@/components/link';

interface TabLink {
  readonly key: string;
  readonly href: string;
  readonly text: string;
  readonly aside?: ReactNode;
  /** Where its address does not say. */
  readonly current?: boolean;
}

interface TabLinksProps {
  readonly label: string;
  readonly tabs: readonly TabLink[];
}

export function TabLinks({ label, tabs }: TabLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="mb-5 border-b border-line">
      <ul className="flex flex-wrap gap-x-1">
        {tabs.map(({ key, href, text, aside, current = pathname.startsWith(href) }) => (
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
              {text}
              {aside}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
