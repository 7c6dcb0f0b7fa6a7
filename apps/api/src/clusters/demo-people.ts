// Demo people share a password that `npm start` prints. Beside a real cluster they are a way in that nobody meant: a problem, until
// they are disabled.
import type { People } from '@portal/db';
import { type Cluster, commitProblems, demoPeople, onPortal, raised, resolved, type UnitOfWork } from '@portal/domain';

interface Installation {
  readonly people: Pick<People, 'whoCanSignIn'>;
  readonly unitOfWork: UnitOfWork;
  readonly clusters: readonly Pick<Cluster, 'name' | 'simulated'>[];
}

const subject = onPortal('demo');

export const lookForDemoPeople = async ({ people, unitOfWork, clusters }: Installation): Promise<void> => {
  const real = clusters.filter(({ simulated }) => !simulated).map(({ name }) => name);
  const found = real.length === 0 ? [] : await people.whoCanSignIn(demoPeople.map(({ email }) => email));
  const problem =
    found.length === 0
      ? resolved('demo_people', subject)
      : raised('demo_people', subject, { people: found.map(({ email }) => email), clusters: real });
  await commitProblems(unitOfWork, 'maintenance.sweep', [problem]);
};
