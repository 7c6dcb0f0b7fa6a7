// The dashboard's list before its first answer.
import { Skeleton } from '@/components/skeleton.tsx';

const rows = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

export function ListSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2">
      {rows.map((row) => (
        <Skeleton key={row} className="h-44 w-full lg:h-14" />
      ))}
    </div>
  );
}
