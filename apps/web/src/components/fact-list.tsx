// Names and values, one pair a line. A fact without a value is left out.
import type { ReactNode } from 'react';

interface FactListProps {
  readonly facts: ReadonlyArray<readonly [name: string, value: ReactNode]>;
}

export function FactList({ facts }: FactListProps) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(10rem,1fr)] gap-x-4 gap-y-2">
      {facts
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-muted">{name}</dt>
            <dd className="wrap-break-word">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
