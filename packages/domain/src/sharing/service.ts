// What people ask about who else uses a deployment.
import type { Deployment, Share, ShareDeployment, ShareId, ShareList } from '@portal/types';
import { createMutations, type MutationPorts } from '../deployment/mutations.ts';
import { given } from '../given.ts';
import type { ShareDetail } from '../ports/deployments.ts';
import type { Directory } from '../ports/directory.ts';
import type { ColleagueReader } from '../ports/readers.ts';
import type { Person, PersonContext } from '../principal.ts';
import { receiverFor, shareChange, unshareChange } from './sharing.ts';

export interface SharingPorts extends MutationPorts {
  readonly colleagues: ColleagueReader;
  readonly directory: Directory;
}

const shareView = ({ createdAt, ...share }: ShareDetail): Share => ({ ...share, createdAt: createdAt.toISOString() });

export const createSharingService = (ports: SharingPorts) => {
  const { mutate, readable } = createMutations(ports);

  const receiver = async (by: Person, named: string) =>
    receiverFor(by, await ports.colleagues.find(named), await ports.directory.team(named));

  return {
    async list(actor: PersonContext, deploymentId: string): Promise<ShareList> {
      const { deployment } = await readable(actor, 'shares.list', deploymentId);
      return { items: (await ports.deployments.shares(deployment.id)).map(shareView) };
    },

    async share(actor: PersonContext, { id, ...asked }: ShareDeployment): Promise<Deployment> {
      const to = await receiver(actor.principal, asked.with);
      const newId = ports.ids.next();
      return mutate(actor, {
        action: 'share',
        id,
        input: given(asked),
        async decide(current, _detail, tx) {
          const shares = await tx.shares(current.id);
          const sharedWithThem = 'code' in to ? 0 : await tx.sharedWith(to);
          const { level } = asked;
          return shareChange(current, { id: newId, to, level, shares, sharedWithThem, now: ports.clock.now() });
        },
      });
    },

    unshare: (actor: PersonContext, { id, shareId }: ShareId): Promise<Deployment> =>
      mutate(actor, {
        action: 'unshare',
        id,
        input: { shareId },
        decide: async (current, _detail, tx) =>
          unshareChange(current, { shareId, shares: await tx.shares(current.id), now: ports.clock.now() }),
      }),
  };
};
