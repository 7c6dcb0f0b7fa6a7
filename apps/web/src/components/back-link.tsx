// The way back to the list that a page came from.
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import Link from '@/components/link';

export function BackLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} className="mb-1 inline-flex items-center gap-1 rounded text-ink-muted hover:text-ink">
      <ChevronLeft aria-hidden className="-ml-1 size-4" />
      {children}
    </Link>
  );
}
