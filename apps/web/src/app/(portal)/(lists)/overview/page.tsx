import { notFound } from 'next/navigation';
import { OverviewReport } from '@/features/overview/overview-report.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('overview');

export default async function OverviewPage() {
  const person = await requirePerson();
  if (!container().may(person, 'overview.read').allowed) notFound();
  await trpc.overview.read.prefetch();
  return (
    <ListPage texts="overview">
      <OverviewReport />
    </ListPage>
  );
}
