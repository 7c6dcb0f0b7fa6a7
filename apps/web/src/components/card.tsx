// A titled section of a page.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface CardProps {
  readonly title: string;
  /** Unique in the page: the section is labelled by its heading. */
  readonly id: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Card({ title, id, aside, children, className }: CardProps) {
  const headingId = `${id}-heading`;
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={classNames('scroll-mt-20 rounded-lg border border-line bg-surface', className)}
    >
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <h2 id={headingId} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      <div className="p-4">{children}</div>
    </section>
  );
}
