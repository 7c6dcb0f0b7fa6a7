// The head of a column that the list can be sorted by: pressed once it sorts, pressed again it turns around.
import type { DeploymentSort } from '@portal/types';
import { newestFirst } from '@portal/types';
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { headClass } from '@/components/table.ts';

interface SortHeadingProps {
  readonly text: string;
  /** The order that the first press asks for, and the other way around. */
  readonly orders: readonly [DeploymentSort, DeploymentSort];
  readonly sort: DeploymentSort | undefined;
  readonly onSort: (sort: DeploymentSort) => void;
  readonly className?: string;
}

export function SortHeading({ text, orders, sort = newestFirst, onSort, className }: SortHeadingProps) {
  const [first, second] = orders;
  const isSorted = orders.includes(sort);
  const isDescending = sort.startsWith('-');
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
      className={clsx(headClass, className)}
    >
      <button
        type="button"
        onClick={() => onSort(sort === first ? second : first)}
        className="inline-flex items-center gap-1 font-medium hover:text-ink"
      >
        {text}
        <Arrow aria-hidden className={clsx('size-3.5', !isSorted && 'invisible')} />
      </button>
    </th>
  );
}
