// The place where something is about to be.
import { classNames } from './class-names.ts';

export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames('rounded bg-line/70 motion-safe:animate-pulse', className)} />;
}
