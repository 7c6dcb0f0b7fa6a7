// Nothing to show, why, and what to do about it.
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-line-strong px-6 py-14 text-center">
      <Icon aria-hidden className="size-8 text-ink-muted" strokeWidth={1.5} />
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="max-w-md text-ink-muted">{children}</p>
      {action}
    </div>
  );
}
