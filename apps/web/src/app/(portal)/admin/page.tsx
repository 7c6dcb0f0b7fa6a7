import { redirect } from 'next/navigation';
import { adminTabs } from '@/features/admin/admin-rooms.ts';

export default function AdminPage(): never {
  redirect(adminTabs[0].href);
}
