// For the administration's pages: whoever may not look at one finds a page that does not exist.
import { notFound } from 'next/navigation';
import { type AdminRoom, adminTabs } from '@/features/admin/admin-rooms.ts';
import { container, type SignedInPerson } from './container.ts';
import { requirePerson } from './require-person.ts';

/** In the order of their tabs. What is about templates is also for those who look after them. */
export const roomsOf = (person: SignedInPerson) =>
  adminTabs.filter(
    ({ key, action }) =>
      (key === 'templates' || container().isOverseer(person)) && container().may(person, action).allowed,
  );

export const requireAdministration = async (room: AdminRoom): Promise<SignedInPerson> => {
  const person = await requirePerson();
  if (!roomsOf(person).some(({ key }) => key === room)) notFound();
  return person;
};

/** For pages that exist to change something. */
export const requireTemplateAdministrator = async (): Promise<SignedInPerson> => {
  const person = await requirePerson();
  if (!container().may(person, 'templates.register').allowed) notFound();
  return person;
};
