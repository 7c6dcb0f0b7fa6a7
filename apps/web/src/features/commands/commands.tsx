'use client';
// What the keyboard opens on every page: Ctrl K the palette of commands, ? the list of keys. Both are loaded when they are first
// asked for.
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import type { AdminRoom } from '@/features/admin/admin-rooms.ts';
import { type Overlay, overlayFor } from './shortcuts.ts';

const parts = partOnUse(() => import('./overlays.tsx'));

interface Shown {
  readonly overlay: Overlay;
  readonly open: boolean;
  /** Each opening begins afresh. */
  readonly times: number;
}

/** `rooms`: of the administration, those that whoever is signed in has. */
export function Commands({ rooms }: { readonly rooms: readonly AdminRoom[] }) {
  const t = useTranslations('commands');
  const [shown, setShown] = useState<Shown | null>(null);
  const show = (overlay: Overlay): void =>
    setShown((before) => ({ overlay, open: true, times: (before?.times ?? 0) + 1 }));
  const press = useEffectEvent((event: KeyboardEvent) => {
    const overlay = overlayFor(event);
    if (overlay === null) return;
    event.preventDefault();
    show(overlay);
  });
  useEffect(() => {
    const gone = new AbortController();
    window.addEventListener('keydown', press, { signal: gone.signal });
    return () => gone.abort();
  }, []);
  const loaded = usePartOnUse(parts, shown !== null, () => setShown(null));
  const overlay = shown !== null && {
    open: shown.open,
    close: () => setShown({ ...shown, open: false }),
  };
  return (
    <>
      {/* On a phone there is no room for it, and no keyboard. */}
      <Button
        variant="quiet"
        size="icon"
        className="max-sm:hidden"
        aria-label={t('title')}
        aria-keyshortcuts="Control+K Meta+K"
        title={t('title')}
        onClick={() => show('palette')}
      >
        <Search aria-hidden className="size-4" />
      </Button>
      {loaded === null || overlay === false ? null : shown?.overlay === 'keys' ? (
        <loaded.KeyHelp {...overlay} />
      ) : (
        <loaded.CommandPalette key={shown?.times} {...overlay} rooms={rooms} showKeys={() => show('keys')} />
      )}
    </>
  );
}
