import { notFound, redirect } from 'next/navigation';
import { roomsOf } from '@/server/require-administration.ts';
import { requirePerson } from '@/server/require-person.ts';

export default async function AdminPage(): Promise<never> {
  const [first] = roomsOf(await requirePerson());
  if (first === undefined) notFound();
  redirect(first.href);
}
