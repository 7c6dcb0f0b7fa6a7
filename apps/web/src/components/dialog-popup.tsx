'use client';
// A modal dialog on Base UI: focus is kept inside, Escape closes, focus returns to where it was.
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { DialogProps } from './dialog.tsx';

export function DialogPopup(props: DialogProps) {
  const { open, onOpenChange, title, description, children, initialFocus, finalFocus } = props;
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/65" />
        <BaseDialog.Popup
          {...(initialFocus && { initialFocus })}
          {...(finalFocus && { finalFocus })}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[28rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-xl border border-line bg-surface p-5 text-ink shadow-raised transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <BaseDialog.Title className="text-base font-semibold wrap-break-word">{title}</BaseDialog.Title>
          <BaseDialog.Description render={<div />} className="mt-1.5 text-ink-muted">
            {description}
          </BaseDialog.Description>
          <div className="mt-4">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
