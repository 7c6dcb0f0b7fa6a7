// Whether this person may see how teams and clusters fare is asked before a skeleton is sent, and with it the status.
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { container } from '@/server/container.ts';
import { requirePerson } from '@/server/require-person.ts';

export default async function OverviewLayout({ children }: { readonly children: ReactNode }) {
  if (!container().may(await requirePerson(), 'overview.read').allowed) notFound();
  return children;
}
