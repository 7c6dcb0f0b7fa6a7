// A thin line above a list while its next answer is on the way. It always takes its place, so that nothing jumps.
import { clsx } from 'clsx';

export function RefetchBar({ active }: { readonly active: boolean }) {
  return (
    <div
      aria-hidden
      className={clsx('-mt-2 mb-1.5 h-0.5 rounded-full', active && 'bg-accent motion-safe:animate-pulse')}
    />
  );
}
