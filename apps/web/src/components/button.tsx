// Buttons, and links that look like them.
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import Link from '@/components/link';
import { type ButtonLook, buttonClass } from './button-look.ts';
import { RefusedButton } from './refused-button.tsx';

interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Work is under way: the button stays focusable, and further clicks do nothing. */
  readonly pending?: boolean;
  /** Why it cannot be used: it says so instead of what it would do. */
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
  if (refusal !== undefined) {
    return (
      <RefusedButton {...rest} refusal={refusal} {...(size && { size })} className={className}>
        {children}
      </RefusedButton>
    );
  }
  return (
    <button
      type="button"
      {...rest}
      aria-busy={pending || undefined}
      aria-disabled={pending || rest['aria-disabled']}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ variant, ...(size && { size }) }, className)}
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
      <RefusedButton refusal={refusal} {...(size && { size })} className={className}>
        {rest.children}
      </RefusedButton>
    );
  }
  return <Link {...rest} className={buttonClass({ ...(variant && { variant }), ...(size && { size }) }, className)} />;
}
