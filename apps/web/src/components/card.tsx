// A titled section of a page.

import { clsx } from 'clsx';
import type { ReactNode, Ref } from 'react';

interface CardProps {
  readonly title: string;
  /** Unique in the page: the section is labelled by its heading. */
  readonly id: string;
  readonly aside?: ReactNode;
  /** For a heading that takes the focus when what had it has gone. */
  readonly headingRef?: Ref<HTMLHeadingElement>;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Card({ title, id, aside, headingRef, children, className }: CardProps) {
  const headingId = `${id}-heading`;
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={clsx('scroll-mt-20 rounded-lg border border-line bg-surface', className)}
    >
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <h2
          id={headingId}
          ref={headingRef}
          tabIndex={headingRef === undefined ? undefined : -1}
          className="min-w-0 font-semibold wrap-anywhere"
        >
          {title}
        </h2>
        {aside}
      </div>
      <div className="p-4">{children}</div>
    </section>
  );
}
