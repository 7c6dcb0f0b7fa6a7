// The place where something is about to be.
import { clsx } from 'clsx';

export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={clsx('rounded bg-line/70 motion-safe:animate-pulse', className)} />;
}
