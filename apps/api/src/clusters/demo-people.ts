// Demo people share a password that `npm start` prints. Beside a real cluster they are a way in that nobody meant.
import type { People } from '@portal/db';
import { type Cluster, demoPeople, type Log } from '@portal/domain';

interface Installation {
  readonly people: Pick<People, 'whoCanSignIn'>;
  readonly clusters: readonly Pick<Cluster, 'name' | 'simulated'>[];
  readonly log: Log;
}

export const warnOfDemoPeople = async ({ people, clusters, log }: Installation): Promise<void> => {
  const real = clusters.filter(({ simulated }) => !simulated).map(({ name }) => name);
  if (real.length === 0) return;
  const found = await people.whoCanSignIn(demoPeople.map(({ email }) => email));
  if (found.length === 0) return;
  log.warn('demo people can sign in beside a real cluster; docs/proxmox-setup.md says how to shut them out', {
    people: found.map(({ name, email }) => `${name} <${email}>`),
    clusters: real,
  });
};
