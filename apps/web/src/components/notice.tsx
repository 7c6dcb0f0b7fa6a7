// A message that stays on the page: what happened, and what to do next.

import { clsx } from 'clsx';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode, Ref } from 'react';

const looks = {
  info: { surface: 'bg-accent-soft text-accent-ink', Icon: Info },
  warn: { surface: 'bg-warn-soft text-warn-ink', Icon: TriangleAlert },
  bad: { surface: 'bg-bad-soft text-bad-ink', Icon: CircleAlert },
} as const;

interface NoticeProps {
  readonly kind: keyof typeof looks;
  readonly children: ReactNode;
  /** Read out at once by screen readers: for what just went wrong. */
  readonly urgent?: boolean;
  readonly id?: string;
  readonly ref?: Ref<HTMLDivElement>;
}

export function Notice({ kind, children, urgent = false, id, ref }: NoticeProps) {
  const { surface, Icon } = looks[kind];
  return (
    <div
      id={id}
      ref={ref}
      tabIndex={ref === undefined ? undefined : -1}
      role={urgent ? 'alert' : undefined}
      className={clsx('flex items-start gap-2.5 rounded-md px-3 py-2.5', surface)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 wrap-break-word">{children}</div>
    </div>
  );
}

/** Why what was just asked for was not done; nothing while there is nothing to say. */
export function Refusal({ children }: Pick<NoticeProps, 'children'>) {
  if (children == null) return null;
  return (
    <Notice kind="bad" urgent>
      {children}
    </Notice>
  );
}
