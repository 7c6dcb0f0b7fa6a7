'use client';
// One ticking clock for everything on a page that shows time passing. A component re-renders only when its own text
// changes, and the first render in the browser shows what the server showed.
import { useNow } from 'next-intl';
import { useSyncExternalStore } from 'react';

const tickMs = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** A text that depends on the time of day; `derive` is asked once a second. */
export const useTextOfNow = (derive: (now: number) => string): string => {
  const serverNow = useNow().getTime();
  return useSyncExternalStore(
    subscribe,
    () => derive(Date.now()),
    () => derive(serverNow),
  );
};
