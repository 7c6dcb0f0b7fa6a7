'use client';
// Above the rows: how many there are or, once some are chosen, what can be done with those, and the columns.
import { clsx } from 'clsx';
import type { ComponentProps, RefObject } from 'react';
import type { BulkAction } from './bulk.ts';
import type { Column } from './columns.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { ListTotal } from './list-total.tsx';
import type { Selection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';

interface ListToolbarProps extends ComponentProps<typeof ListTotal> {
  /** Takes the focus of what goes. */
  readonly place: RefObject<HTMLDivElement | null>;
  readonly selection: Selection;
  readonly ask: (action: BulkAction) => void;
  readonly shown: ReadonlySet<Column>;
}

export function ListToolbar({ place, selection, ask, total, shown }: ListToolbarProps) {
  const isChoosing = selection.chosen.length > 0;
  return (
    <div
      ref={place}
      tabIndex={-1}
      className={clsx(
        'mb-1.5 flex min-h-8 items-center justify-between gap-3',
        // Below the head of the page, which has one line there.
        isChoosing && 'bg-canvas lg:sticky lg:top-13 lg:z-10',
      )}
    >
      {isChoosing ? <SelectionBar {...{ selection, ask }} fallback={place} /> : <ListTotal total={total} />}
      <ColumnsMenu shown={shown} />
    </div>
  );
}
