'use client';
// A button that cannot be used. It stays where it is and says why: to a pointer that rests on it, to a screen reader, and in words below it
// to whoever presses it, as on a touch screen.
import { clsx } from 'clsx';
import { type ComponentProps, useId, useState } from 'react';
import { type ButtonLook, buttonClass } from './button-look.ts';

interface RefusedButtonProps extends Omit<ComponentProps<'button'>, 'onClick' | 'type'>, Pick<ButtonLook, 'size'> {
  readonly refusal: string;
}

export function RefusedButton({ refusal, size, className, ...rest }: RefusedButtonProps) {
  const id = useId();
  const [isSaid, setIsSaid] = useState(false);
  return (
    <span className="inline-flex max-w-full flex-col items-start gap-1">
      <button
        {...rest}
        type="button"
        title={refusal}
        aria-disabled
        aria-describedby={clsx(rest['aria-describedby'], id)}
        onClick={() => setIsSaid(!isSaid)}
        className={buttonClass({ variant: 'refused', ...(size && { size }) }, className)}
      />
      <span id={id} hidden={!isSaid} className="max-w-60 text-xs whitespace-normal text-ink-muted">
        {refusal}
      </span>
    </span>
  );
}
