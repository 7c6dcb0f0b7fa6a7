// The head of a page: its one h1, a sentence, and what can be done here.

import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: string;
  /** Before the title, where what the page is about has one. */
  readonly sign?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, sign, lead, actions }: PageHeaderProps) {
  return (
    <div
      className={clsx(
        'mb-5 flex flex-wrap justify-between gap-x-6 gap-y-3',
        lead === undefined ? 'items-center' : 'items-end',
      )}
    >
      <div className="min-w-0">
        <div className="flex items-center gap-2.5">
          {sign}
          <h1 className="min-w-0 text-xl font-semibold tracking-tight wrap-break-word">{title}</h1>
        </div>
        {lead === undefined ? null : <p className="mt-0.5 text-ink-muted">{lead}</p>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
