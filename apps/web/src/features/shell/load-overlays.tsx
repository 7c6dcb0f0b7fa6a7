'use client';
// Menus and dialogs are loaded with the first sign of a person at the page, so that they are there before they are opened,
// and also when the connection goes meanwhile.
import { useEffect } from 'react';
import { dialogPopup } from '@/components/dialog.tsx';
import { menuParts } from '@/components/menu.tsx';

const signsOfAPerson = ['pointerover', 'touchstart', 'keydown'] as const;

export function LoadOverlays() {
  useEffect(() => {
    const done = new AbortController();
    const loadAll = (): void => {
      done.abort();
      // Where it fails, whoever opens one asks again, and is told.
      void Promise.allSettled([menuParts.load(), dialogPopup.load()]);
    };
    for (const sign of signsOfAPerson) {
      window.addEventListener(sign, loadAll, { passive: true, signal: done.signal });
    }
    return () => done.abort();
  }, []);
  return null;
}
