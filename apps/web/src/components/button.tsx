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
  refused: 'border border-line bg-surface text-ink-muted',
} as const;

const sizes = {
  md: 'min-h-9 px-3.5 py-1.5',
  sm: 'min-h-8 px-2.5 py-1 text-[0.8125rem]',
  icon: 'size-8 shrink-0',
} as const;

export interface ButtonLook {
  readonly variant?: keyof typeof variants | undefined;
  readonly size?: keyof typeof sizes;
}

export const buttonClass = ({ variant = 'secondary', size = 'md' }: ButtonLook, extra?: string): string =>
  clsx(base, variants[variant], sizes[size], extra);

interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Work is under way: the button stays focusable, and further clicks do nothing. */
  readonly pending?: boolean;
  /** Why it cannot be used: it stays focusable and says so, and clicks do nothing. */
  readonly refusal?: string | undefined;
}

export function Button({
  variant,
  size,
  pending = false,
  refusal,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const isRefused = refusal !== undefined;
  return (
    <button
      type="button"
      {...rest}
      title={refusal ?? rest.title}
      aria-busy={pending || undefined}
      aria-disabled={pending || isRefused || rest['aria-disabled']}
      onClick={pending || isRefused ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ variant: isRefused ? 'refused' : variant, ...(size && { size }) }, className)}
    >
      {pending ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : null}
      {children}
    </button>
  );
}

interface ButtonLinkProps extends ComponentProps<typeof Link>, ButtonLook {
  /** Why it leads nowhere: a button that says so stands in its place. */
  readonly refusal?: string | undefined;
}

export function ButtonLink({ variant, size, refusal, className, ...rest }: ButtonLinkProps) {
  if (refusal !== undefined) {
    return (
      <Button refusal={refusal} {...(size && { size })} className={className}>
        {rest.children}
      </Button>
    );
  }
  return <Link {...rest} className={buttonClass({ ...(variant && { variant }), ...(size && { size }) }, className)} />;
}
