import { OverviewReport } from '@/features/overview/overview-report.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('overview');

export default async function OverviewPage() {
  await trpc.overview.read.prefetch();
  return (
    <ListPage texts="overview">
      <OverviewReport />
    </ListPage>
  );
}
