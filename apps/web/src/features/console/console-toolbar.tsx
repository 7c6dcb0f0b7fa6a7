// What can be done with the screen.
import type RFB from '@novnc/novnc';
import { ClipboardPaste, Expand, Keyboard, Maximize, Minimize, PictureInPicture2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button } from '@/components/button.tsx';
import { Menu } from '@/components/menu.tsx';
import { combinations, ctrlAltDel, press } from './keys.ts';

interface ConsoleToolbarProps {
  readonly ref: Ref<HTMLDivElement>;
  /** Null while nothing can be sent to it. */
  readonly screen: RFB | null;
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

export function ConsoleToolbar({ ref, screen, isScaled, onScale, isFull, isTyping, onType }: ConsoleToolbarProps) {
  const t = useTranslations('console');
  const off = screen === null;
  const send = (keys: Parameters<typeof press>[1]): void => {
    if (screen === null) return;
    press(screen, keys);
    screen.focus();
  };
  return (
    <div ref={ref} role="toolbar" aria-label={t('toolbar')} className="flex flex-wrap items-center gap-1.5">
      <Button size="sm" disabled={off} onClick={() => send(ctrlAltDel)}>
        Ctrl+Alt+Del
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
          combinations.map(({ label, keys }) => (
            <MenuItem key={label} onSelect={() => send(keys)}>
              {label}
            </MenuItem>
          ))
        }
      </Menu>
      <Button size="sm" disabled={off} aria-expanded={isTyping} onClick={onType}>
        <ClipboardPaste aria-hidden className="size-4" />
        {t('type')}
      </Button>
      <Button size="sm" variant="quiet" aria-pressed={isScaled} onClick={onScale}>
        <Expand aria-hidden className="size-4" />
        {t('scale')}
      </Button>
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
