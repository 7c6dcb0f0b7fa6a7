// A table that becomes a list of cards where it has no room.
import type { ReactNode } from 'react';
import { headClass } from './table.ts';

interface CardTableProps {
  /** For screen readers alone. */
  readonly caption: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}

export function CardTable({ caption, heads, children }: CardTableProps) {
  return (
    <table className="w-full border-separate border-spacing-0 max-md:block md:rounded-lg md:border md:border-line md:bg-surface">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col" className={headClass}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:flex max-md:flex-col max-md:gap-3">{children}</tbody>
    </table>
  );
}
