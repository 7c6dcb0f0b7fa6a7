// A state in a dot and a word.

import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { type Tone, toneDot, toneSurface } from './tone.ts';

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex w-max shrink-0 items-center gap-1.5 rounded-full px-2 py-0.5 text-[0.8125rem] font-medium whitespace-nowrap',
        toneSurface[tone],
      )}
    >
      <span aria-hidden className={clsx('size-2 shrink-0 rounded-full', toneDot[tone])} />
      {children}
    </span>
  );
}
