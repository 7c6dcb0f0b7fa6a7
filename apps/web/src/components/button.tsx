// Buttons, and links that look like them. One size for forms and headers, a smaller one for rows.

import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps } from 'react';

const base =
  'inline-flex items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed aria-disabled:cursor-not-allowed';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover disabled:bg-sunken disabled:text-ink-muted',
  secondary:
    'border border-line-strong bg-surface text-ink hover:bg-sunken disabled:border-line disabled:text-ink-muted disabled:hover:bg-surface',
  quiet: 'text-ink hover:bg-sunken disabled:text-ink-muted disabled:hover:bg-transparent',
  danger: 'bg-bad-solid text-on-danger hover:bg-bad-solid-hover disabled:bg-sunken disabled:text-ink-muted',
} as const;

const sizes = {
  md: 'min-h-9 px-3.5 py-1.5',
  sm: 'min-h-8 px-2.5 py-1 text-[0.8125rem]',
  icon: 'size-8 shrink-0',
} as const;

export interface ButtonLook {
  readonly variant?: keyof typeof variants;
  readonly size?: keyof typeof sizes;
}

export const buttonClass = ({ variant = 'secondary', size = 'md' }: ButtonLook, extra?: string): string =>
  clsx(base, variants[variant], sizes[size], extra);

interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Work is under way: the button stays focusable, and further clicks do nothing. */
  readonly pending?: boolean;
}

export function Button({ variant, size, pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={pending || undefined}
      aria-disabled={pending || rest['aria-disabled']}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ ...(variant && { variant }), ...(size && { size }) }, className)}
    >
      {pending ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : null}
      {children}
    </button>
  );
}

interface ButtonLinkProps extends ComponentProps<typeof Link>, ButtonLook {}

export function ButtonLink({ variant, size, className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={buttonClass({ ...(variant && { variant }), ...(size && { size }) }, className)} />;
}
