// A page that leads nowhere further: what happened and where to go.
import type { ReactNode } from 'react';

interface DeadEndProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

export function DeadEnd({ title, children, actions }: DeadEndProps) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-start gap-3 py-16">
      <h1 className="text-xl font-semibold">{title}</h1>
      <div className="text-ink-muted">{children}</div>
      <div className="mt-2 flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}
