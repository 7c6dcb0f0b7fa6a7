'use client';
// The screen of a VM, or its serial port, with what stands around it: where the connection stands, keys that the browser keeps for itself, text typed in
// place of being pasted, size, full screen, and a window of its own. In full screen the whole page is, so that the menu is there too.
import type { ConsoleKind } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { BackLink } from '@/components/back-link.tsx';
import { Badge } from '@/components/badge.tsx';
import { ButtonLink } from '@/components/button.tsx';
import { useDeployment } from '@/features/deployments/queries.ts';
import { ConsoleToolbar } from './console-toolbar.tsx';
import { EndedConsole } from './ended-console.tsx';
import { TypePanel } from './type-panel.tsx';
import { useConsole } from './use-console.ts';

/** As in Remote Desktop: from the screen to the bar above it. */
const leavesScreen = ({ ctrlKey, altKey, key }: KeyboardEvent): boolean => ctrlKey && altKey && key === 'Home';

const useFullScreen = (): boolean => {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const look = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return isFull;
};

interface ConsoleViewProps {
  readonly id: string;
  readonly kind: ConsoleKind;
}

export function ConsoleView({ id, kind }: ConsoleViewProps) {
  const t = useTranslations('console');
  const { name } = useDeployment(id);
  const target = useRef<HTMLDivElement>(null);
  const toolbar = useRef<HTMLDivElement>(null);
  const label = t(`labels.${kind}`, { name });
  const { state, seen, session, reconnect } = useConsole({ id, kind, label, target });
  const viewOnly = seen?.viewOnly ?? false;
  const [isScaled, setScaled] = useState(true);
  const [isTyping, setTyping] = useState(false);
  const isFull = useFullScreen();
  useEffect(() => {
    session?.scale(isScaled);
  }, [session, isScaled]);

  const leaveScreen = (event: KeyboardEvent): void => {
    if (!leavesScreen(event)) return;
    event.preventDefault();
    event.stopPropagation();
    // noVNC lets go of every key that is held when the window loses the focus; the keys will be let go of elsewhere.
    window.dispatchEvent(new Event('blur'));
    toolbar.current?.querySelector('button')?.focus();
  };

  return (
    <div
      className={clsx(
        'flex flex-col gap-3',
        isFull ? 'fixed inset-0 z-30 bg-canvas p-2' : 'absolute inset-x-4 inset-y-6 min-h-80 sm:inset-x-6',
      )}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          {isFull ? null : <BackLink href={`/deployments/${id}`}>{t('back')}</BackLink>}
          <h1 className="text-base font-semibold wrap-anywhere">{t('title', { name })}</h1>
          <output className="text-ink-muted">{t(`phases.${state.phase}`)}</output>
          {viewOnly ? <Badge tone="neutral">{t('viewOnly')}</Badge> : null}
          {seen?.hasSerialPort === true || kind === 'serial' ? <OtherConsole id={id} kind={kind} /> : null}
        </div>
        <ConsoleToolbar
          ref={toolbar}
          kind={kind}
          session={viewOnly ? null : session}
          isScaled={isScaled}
          onScale={() => setScaled(!isScaled)}
          isFull={isFull}
          isTyping={isTyping}
          onType={() => setTyping(!isTyping)}
        />
      </div>
      {isTyping && session !== null && !viewOnly ? <TypePanel session={session} hint={t(`textHints.${kind}`)} /> : null}
      <div className="relative min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-sunken">
        <div ref={target} onKeyDownCapture={leaveScreen} className="absolute inset-0 overflow-auto" />
        {state.phase === 'ended' ? <EndedConsole id={id} {...state} reconnect={reconnect} /> : null}
      </div>
      {isFull || viewOnly ? null : <p className="text-xs text-ink-muted">{t('leave')}</p>}
    </div>
  );
}

/** The way between a VM's screen and its serial port. */
function OtherConsole({ id, kind }: ConsoleViewProps) {
  const t = useTranslations('console');
  const other = kind === 'screen' ? 'serial' : 'screen';
  return (
    <ButtonLink size="sm" href={`/deployments/${id}/console?show=${other}`} prefetch={false} replace>
      {t(`toOther.${other}`)}
    </ButtonLink>
  );
}
