// For the administration's pages: whoever may not look at them finds a page that does not exist.
import { notFound } from 'next/navigation';
import { container, type SignedInPerson } from './container.ts';
import { requirePerson } from './require-person.ts';

export const requireAdministration = async (): Promise<SignedInPerson> => {
  const person = await requirePerson();
  if (!container().may(person, 'people.list').allowed) notFound();
  return person;
};

/** For what whoever looks after the templates sees as well. */
export const requireTemplateOverseer = async (): Promise<SignedInPerson> => {
  const person = await requirePerson();
  if (!container().may(person, 'templates.versions').allowed) notFound();
  return person;
};

/** For pages that exist to change something. */
export const requireTemplateAdministrator = async (): Promise<SignedInPerson> => {
  const person = await requirePerson();
  if (!container().may(person, 'templates.register').allowed) notFound();
  return person;
};
