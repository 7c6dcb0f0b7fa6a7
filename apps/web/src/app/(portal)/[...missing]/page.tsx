// Every address that names nothing: says so within the portal, with the ways out of it.
import { notFound } from 'next/navigation';

export default function MissingPage(): never {
  notFound();
}
