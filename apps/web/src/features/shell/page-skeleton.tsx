// The shape of a page while the server puts it together.
import { Skeleton } from '@/components/skeleton.tsx';

export function PageSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-4">
      <h1 className="sr-only">{label}</h1>
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-10 w-full max-w-xl" />
      <Skeleton className="h-72 w-full" />
    </div>
  );
}
