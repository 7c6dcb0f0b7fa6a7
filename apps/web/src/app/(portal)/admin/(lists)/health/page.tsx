import { HealthReport } from '@/features/health/health-report.tsx';
import { OpenProblems } from '@/features/health/open-problems.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('health');

export default async function HealthPage() {
  const person = await requireAdministration('health');
  const seesProblems = container().may(person, 'problems.list').allowed;
  await Promise.all([trpc.health.read.prefetch(), seesProblems ? trpc.problems.list.prefetch({}) : null]);
  return (
    <ListPage texts="health">
      <HealthReport />
      {seesProblems ? <OpenProblems /> : null}
    </ListPage>
  );
}
