// A VM's screen, shown by noVNC.
import RFB from '@novnc/novnc';
import type { StartSession } from './console-session.ts';
import { press, screenKeys, typeText } from './keys.ts';

export const startScreen: StartSession = ({ target, socket, viewOnly, label, onConnect }) => {
  const rfb = new RFB(target, socket);
  rfb.viewOnly = viewOnly;
  rfb.background = 'transparent';
  rfb.addEventListener('connect', () => {
    const canvas = target.querySelector('canvas');
    canvas?.setAttribute('role', 'application');
    canvas?.setAttribute('aria-label', label);
    canvas?.setAttribute('tabindex', '0');
    onConnect({
      focus: () => rfb.focus(),
      type: (text) => typeText(rfb, text),
      press: (key) => press(rfb, screenKeys[key] ?? []),
      scale: (isScaled) => {
        rfb.scaleViewport = isScaled;
      },
    });
  });
  return () => rfb.disconnect();
};
