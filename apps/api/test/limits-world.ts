// Limits as tests of the database set them, and what is said of one that is passed.
import type { PersonContext } from '@portal/domain';
import type { CreateLimit, DeploymentStatus } from '@portal/types';
import { deployed } from './mutation-subjects.ts';
import { createStack } from './stack.ts';

/** As whoever is refused is told. */
export const overLimit = (source: string, limit: number, used = limit) => ({
  code: 'limit_exceeded',
  reason: { code: 'over_limit', params: { figures: [{ code: 'limit_reached', params: { source, limit, used } }] } },
});

/** Two people of a team, one of another, and an administrator who sets limits. */
export const limitsWorld = async () => {
  const stack = await createStack();
  const [voice, desktop] = [await stack.team('Voice'), await stack.team('Desktop')];
  const people = {
    admin: await stack.person('admin'),
    sam: await stack.person('support', voice),
    dana: await stack.person('support', voice),
    eve: await stack.person('support', desktop),
  };
  const set = (asked: Omit<CreateLimit, 'measure'> & Partial<Pick<CreateLimit, 'measure'>>) =>
    stack.services.limits.create(people.admin, { measure: 'deployments', ...asked });
  const held = async (owner: PersonContext, status: DeploymentStatus = 'running') =>
    (await deployed({ stack, owner }, status)).id;
  return {
    ...{ stack, voice, desktop, set, held },
    ...people,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
};
