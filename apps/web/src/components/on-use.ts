'use client';
// Parts of the page that are loaded when they are first used, and not with the page.
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useState } from 'react';
import { useToasts } from './toaster.tsx';

export interface PartOnUse<Part> {
  /** Null until it has been loaded. */
  readonly loaded: () => Part | null;
  /** Asks again where it could not be loaded. */
  readonly load: () => Promise<Part>;
}

export const partOnUse = <Part>(load: () => Promise<Part>): PartOnUse<Part> => {
  let part: Part | null = null;
  return {
    loaded: () => part,
    load: async () => {
      part ??= await load();
      return part;
    },
  };
};

/** A pointer that rests is none: pages move under it and tell it so. */
const signsOfAPerson = ['pointermove', 'touchstart', 'keydown'] as const;

/**
 * Loads parts with the first sign of a person at the page, so that they are there before they are used, also when the connection
 * goes meanwhile. Where that fails, whoever uses one asks again.
 */
export const useLoadOnFirstSign = (...parts: readonly PartOnUse<unknown>[]): void => {
  const load = useEffectEvent(() => void Promise.allSettled(parts.map((part) => part.load())));
  useEffect(() => {
    const came = new AbortController();
    const signOfAPerson = (): void => {
      came.abort();
      load();
    };
    for (const sign of signsOfAPerson) {
      window.addEventListener(sign, signOfAPerson, { passive: true, signal: came.signal });
    }
    return () => came.abort();
  }, []);
};

/** The part once it is wanted, and from then on; `onMissing` where it cannot be loaded, which the person is told. */
export const usePartOnUse = <Part extends object>(
  { loaded, load }: PartOnUse<Part>,
  wanted: boolean,
  onMissing: () => void,
): Part | null => {
  const t = useTranslations('errors');
  const toasts = useToasts();
  const [part, setPart] = useState<Part | null>(null);
  const shown = part ?? (wanted ? loaded() : null);
  if (shown !== part) setPart(shown);
  const isMissing = wanted && shown === null;
  const refuse = useEffectEvent(() => {
    onMissing();
    toasts.refused(t('unreachable'));
  });
  useEffect(() => {
    if (!isMissing) return;
    const gone = new AbortController();
    load().then(
      (arrived) => gone.signal.aborted || setPart(arrived),
      () => gone.signal.aborted || refuse(),
    );
    return () => gone.abort();
  }, [isMissing, load]);
  return shown;
};
