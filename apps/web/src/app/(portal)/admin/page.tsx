import { redirect } from 'next/navigation';
import { adminTabs, templateRoom } from '@/features/admin/admin-rooms.ts';
import { container } from '@/server/container.ts';
import { requireTemplateOverseer } from '@/server/require-administration.ts';

export default async function AdminPage(): Promise<never> {
  const person = await requireTemplateOverseer();
  redirect(container().may(person, 'people.list').allowed ? adminTabs[0].href : templateRoom);
}
