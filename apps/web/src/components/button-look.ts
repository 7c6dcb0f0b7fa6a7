// What buttons, and links that look like them, look like. One size for forms and headers, a smaller one for rows.
import { clsx } from 'clsx';

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
