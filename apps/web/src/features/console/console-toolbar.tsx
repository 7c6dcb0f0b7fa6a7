// What can be done with a console.
import type { ConsoleKind } from '@portal/types';
import { ClipboardPaste, Expand, Keyboard, Maximize, Minimize, PictureInPicture2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button } from '@/components/button.tsx';
import { Menu } from '@/components/menu.tsx';
import type { ConsoleSession } from './console-session.ts';
import { keyNames } from './keys.ts';
import { OnScreenKeyboard } from './on-screen-keyboard.tsx';

interface ConsoleToolbarProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly kind: ConsoleKind;
  /** Null while nothing can be sent to it. */
  readonly session: ConsoleSession | null;
  readonly isScaled: boolean;
  readonly onScale: () => void;
  readonly isFull: boolean;
  readonly isTyping: boolean;
  readonly onType: () => void;
}

const openWindow = (): void => {
  window.open(window.location.href, '_blank', 'popup,width=1120,height=860,noopener');
};

const toggleFullScreen = (isFull: boolean): void => {
  // The document tells whether it then is; where a browser refuses, the page stays as it is.
  void (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined);
};

export function ConsoleToolbar(props: ConsoleToolbarProps) {
  const { ref, kind, session, isScaled, onScale, isFull, isTyping, onType } = props;
  const t = useTranslations('console');
  const off = session === null;
  const [first = '', ...others] = keyNames[kind];
  const send = (key: string): void => {
    session?.press(key);
    session?.focus();
  };
  return (
    <div ref={ref} role="toolbar" aria-label={t('toolbar')} className="flex flex-wrap items-center gap-1.5">
      <Button size="sm" disabled={off} onClick={() => send(first)}>
        {first}
      </Button>
      <Menu
        trigger={
          <Button size="sm" disabled={off}>
            <Keyboard aria-hidden className="size-4" />
            {t('keys')}
          </Button>
        }
      >
        {({ MenuItem }) =>
          others.map((key) => (
            <MenuItem key={key} onSelect={() => send(key)}>
              {key}
            </MenuItem>
          ))
        }
      </Menu>
      <OnScreenKeyboard session={session} />
      <Button size="sm" disabled={off} aria-expanded={isTyping} onClick={onType}>
        <ClipboardPaste aria-hidden className="size-4" />
        {t('type')}
      </Button>
      {kind === 'screen' ? (
        <Button size="sm" variant="quiet" aria-pressed={isScaled} onClick={onScale}>
          <Expand aria-hidden className="size-4" />
          {t('scale')}
        </Button>
      ) : null}
      <Button size="sm" variant="quiet" aria-pressed={isFull} onClick={() => toggleFullScreen(isFull)}>
        {isFull ? <Minimize aria-hidden className="size-4" /> : <Maximize aria-hidden className="size-4" />}
        {t('fullScreen')}
      </Button>
      <Button size="sm" variant="quiet" onClick={openWindow}>
        <PictureInPicture2 aria-hidden className="size-4" />
        {t('ownWindow')}
      </Button>
    </div>
  );
}
