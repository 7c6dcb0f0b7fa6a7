// Around the administration's pages: whether this person may see any of them, and the way from one to the next.
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import { roomsOf } from '@/server/require-administration.ts';
import { requirePerson } from '@/server/require-person.ts';

export default async function AdminLayout({ children }: { readonly children: ReactNode }) {
  const rooms = roomsOf(await requirePerson());
  if (rooms.length === 0) notFound();
  return (
    <>
      <AdminTabs rooms={rooms.map(({ key }) => key)} />
      {children}
    </>
  );
}
