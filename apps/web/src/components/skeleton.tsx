// The place where something is about to be.
import { classNames } from './class-names.ts';

export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames('rounded bg-sunken motion-safe:animate-pulse', className)} />;
}
