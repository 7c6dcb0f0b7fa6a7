'use client';
// Which rows of a long list are drawn: those in view, a few around them, and the one that has the focus. The others have their place
// kept by gaps, so that the page is as long as if all were there.
import type { Deployment } from '@portal/types';
import { defaultRangeExtractor, useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  type RefObject,
  type SyntheticEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { pageSize } from './list-search.ts';

export interface DrawnRow {
  readonly deployment: Deployment;
  readonly index: number;
  /** Pixels of rows before it that are not drawn. */
  readonly gap: number;
}

export interface RowWindow {
  readonly body: RefObject<HTMLTableSectionElement | null>;
  readonly drawn: readonly DrawnRow[];
  /** Pixels of rows after the last one that is drawn. */
  readonly tail: number;
  /** Takes the height of a row. */
  readonly measure: (row: HTMLTableRowElement | null) => void;
  /** The row that the Tab key leads to: where the focus was last, or the first. */
  readonly stop: number;
  readonly keepFocused: (event: SyntheticEvent) => void;
  /** Whether the key leads from this row to another. */
  readonly followKey: (key: string, from: number) => boolean;
}

/** Before any is measured: a line of the table, and a card. */
const estimateHeight = (): number => (window.innerWidth >= 1024 ? 62 : 200);
/** What sticks to the top: the head of the page, and what can be done with the chosen. */
const coveredHeight = 100;
const drawnAround = 8;

const measureElement = (row: HTMLTableRowElement): number =>
  row.getBoundingClientRect().height + (Number.parseFloat(getComputedStyle(row).marginBottom) || 0);

/** Heights of the rows when the list was last left: whoever comes back finds it as it was. */
let heightsBefore: VirtualItem[] = [];

/** The row that a key leads to. `inView`: how many there are at once. */
const rowAfter = (key: string, from: number, inView: number, last: number): number | undefined => {
  const rows: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + inView,
    PageUp: from - inView,
    Home: 0,
    End: last,
  };
  const row = rows[key];
  return row === undefined ? undefined : Math.max(0, Math.min(row, last));
};

const never = () => () => undefined;
/** Not before the browser has taken over what the server has rendered, which knows of no window. */
const useIsInBrowser = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

export const useRowWindow = (rows: readonly Deployment[], look: (first: number, last: number) => void): RowWindow => {
  const body = useRef<HTMLTableSectionElement>(null);
  const isInBrowser = useIsInBrowser();
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const stop = Math.max(
    0,
    rows.findIndex(({ id }) => id === focused),
  );
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: rows.length,
    enabled: isInBrowser,
    ...(isInBrowser && { initialRect: { width: window.innerWidth, height: window.innerHeight } }),
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
    estimateSize: estimateHeight,
    measureElement,
    initialMeasurementsCache: heightsBefore,
    overscan: drawnAround,
    scrollMargin: top,
    scrollPaddingStart: coveredHeight,
    scrollPaddingEnd: drawnAround,
    rangeExtractor: (range) => [...new Set([stop, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  useSteadyView(virtualizer, rows);
  useEffect(
    () => () => {
      heightsBefore = virtualizer.measurementsCache;
    },
    [virtualizer],
  );
  useLayoutEffect(() => {
    setTop(Math.round(window.scrollY + (body.current?.getBoundingClientRect().top ?? 0)));
    const { range } = virtualizer;
    if (range !== null) look(range.startIndex, range.endIndex);
    if (wanted.current === null) return;
    const box = body.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (!box) return;
    wanted.current = null;
    box.focus({ preventScroll: true });
  });
  const followKey = useCallback(
    (key: string, from: number): boolean => {
      const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };
      const index = rowAfter(key, from, Math.max(1, endIndex - startIndex - 1), rows.length - 1);
      const deployment = index === undefined ? undefined : rows[index];
      if (index === undefined || deployment === undefined) return false;
      wanted.current = deployment.id;
      setFocused(deployment.id);
      virtualizer.scrollToIndex(index);
      return true;
    },
    [rows, virtualizer],
  );
  return {
    body,
    ...(isInBrowser ? drawnOf(rows, virtualizer, top) : firstOf(rows)),
    measure: virtualizer.measureElement,
    stop,
    keepFocused: ({ target }) => {
      const row = target instanceof Element ? target.closest('tr') : null;
      const deployment = rows[Number(row?.dataset.index)];
      if (deployment !== undefined) setFocused(deployment.id);
    },
    followKey,
  };
};

type RowVirtualizer = ReturnType<typeof useWindowVirtualizer<HTMLTableRowElement>>;
type Drawn = Pick<RowWindow, 'drawn' | 'tail'>;

const firstOf = (rows: readonly Deployment[]): Drawn => ({
  drawn: rows.slice(0, pageSize).map((deployment, index) => ({ deployment, index, gap: 0 })),
  tail: 0,
});

const drawnOf = (rows: readonly Deployment[], virtualizer: RowVirtualizer, top: number): Drawn => {
  let end = top;
  const drawn = virtualizer.getVirtualItems().flatMap((item) => {
    const deployment = rows[item.index];
    if (deployment === undefined) return [];
    const gap = item.start - end;
    end = item.end;
    return [{ deployment, index: item.index, gap }];
  });
  return { drawn, tail: top + virtualizer.getTotalSize() - end };
};

/** Rows that come or go above the view leave what is looked at where it is. */
const useSteadyView = (virtualizer: RowVirtualizer, rows: readonly Deployment[]): void => {
  const first = useRef<Pick<VirtualItem, 'key' | 'start'> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where rows stand changes with them alone
  useLayoutEffect(() => {
    if (first.current === null || window.scrollY < virtualizer.options.scrollMargin) return;
    const index = rows.findIndex(({ id }) => id === first.current?.key);
    const item = virtualizer.measurementsCache[index];
    if (item !== undefined && item.start !== first.current.start) window.scrollBy(0, item.start - first.current.start);
  }, [rows]);
  useLayoutEffect(() => {
    first.current = virtualizer.getVirtualItemForOffset(window.scrollY) ?? null;
  });
};
