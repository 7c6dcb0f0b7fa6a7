'use client';
// Who has the focus after an element that goes while it has it: whoever works with the keyboard goes on beside it, and
// not at the top of the page.
import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A ref for what may go; the focus passes to the fallback. */
export const useFocusFallback = <Leaving extends HTMLElement>(
  fallback: RefObject<HTMLElement | null>,
): RefObject<Leaving | null> => {
  const ref = useRef<Leaving>(null);
  useLayoutEffect(() => {
    const leaving = ref.current;
    return () => {
      if (leaving?.contains(document.activeElement)) fallback.current?.focus();
    };
  }, [fallback]);
  return ref;
};
