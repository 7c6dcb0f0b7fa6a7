// Around the administration's pages: whether this person may see them at all, and the way from one to the next.
import type { ReactNode } from 'react';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import { requireTemplateOverseer } from '@/server/require-administration.ts';

export default async function AdminLayout({ children }: { readonly children: ReactNode }) {
  await requireTemplateOverseer();
  return (
    <>
      <AdminTabs />
      {children}
    </>
  );
}
