// Which keys open what, and when they are left to others.
export type Overlay = 'palette' | 'keys';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'defaultPrevented' | 'target'>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** A dialog is answered first, and a screen that takes the keys has them. */
const isTaken = (press: Press): boolean =>
  press.defaultPrevented || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

export const overlayFor = (press: Press): Overlay | null => {
  if (press.altKey || isTaken(press)) return null;
  if (press.ctrlKey || press.metaKey) {
    return press.key.toLowerCase() === 'k' && !press.shiftKey ? 'palette' : null;
  }
  return press.key === '?' && !isTyping(press.target) ? 'keys' : null;
};
