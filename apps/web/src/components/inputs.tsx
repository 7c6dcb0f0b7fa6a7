// Text fields and native selects in the portal's look. Native controls keep each platform's keyboard and screen reader
// behaviour.

import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

const controlClass =
  'w-full rounded-md border border-line-strong bg-surface px-3 min-h-9 text-ink placeholder:text-ink-muted aria-invalid:border-bad disabled:cursor-not-allowed disabled:border-line disabled:text-ink-muted';

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" {...rest} className={clsx(controlClass, 'py-1.5', className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={clsx(controlClass, 'py-2', className)} />;
}

export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={clsx('relative block', className)}>
      <select {...rest} className={clsx(controlClass, 'appearance-none py-1.5 pr-8 text-ellipsis')}>
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-ink-muted" />
    </span>
  );
}
