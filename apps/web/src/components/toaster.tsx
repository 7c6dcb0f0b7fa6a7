'use client';
// Short messages about what was accepted or refused. They wait while the pointer or focus is on them, and screen readers
// hear them.
import { Toast } from '@base-ui/react/toast';
import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { buttonClass } from './button-look.ts';

const acceptedMs = 6_000;
const refusedMs = 14_000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('toasts');
  return (
    <Toast.Provider>
      {children}
      <Toast.Portal>
        <Toast.Viewport
          aria-label={t('region')}
          className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-md flex-col gap-2 sm:right-6 sm:left-auto sm:w-96"
        >
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const t = useTranslations('toasts');
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => {
    const refused = toast.type === 'refused';
    const Icon = refused ? CircleAlert : CircleCheck;
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        swipeDirection={['right', 'down']}
        className="rounded-lg border border-line bg-surface text-ink shadow-raised transition-opacity duration-200 data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
      >
        <Toast.Content className="flex items-start gap-3 p-3">
          <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', refused ? 'text-bad' : 'text-good')} />
          <div className="min-w-0 flex-1 wrap-break-word">
            <Toast.Title render={<p />} className="font-medium" />
            <Toast.Description className="text-ink-muted" />
          </div>
          {/* Base UI hides it from assistive technology until hovered, and leaves it focusable: it is always offered here. */}
          <Toast.Close
            aria-hidden={false}
            aria-label={t('dismiss')}
            className={buttonClass({ variant: 'quiet', size: 'icon' }, '-m-1')}
          >
            <X aria-hidden className="size-4" />
          </Toast.Close>
        </Toast.Content>
      </Toast.Root>
    );
  });
}

export interface Announce {
  readonly accepted: (title: string, description?: string) => void;
  readonly refused: (title: string, description?: string) => void;
}

/** Says in words what became of something the person asked for. */
export const useToasts = (): Announce => {
  const { add } = Toast.useToastManager();
  return {
    accepted: (title, description) => {
      add({ type: 'accepted', title, description, timeout: acceptedMs });
    },
    refused: (title, description) => {
      add({ type: 'refused', title, description, timeout: refusedMs, priority: 'high' });
    },
  };
};
