// Deciding on who else uses a deployment: pure functions of the deployment and its shares as the deciding transaction reads them. The VM
// stays as it is; its version moves, so that what is decided at the same moment on its owner is decided anew.
import {
  type Colleague,
  mostSharedWithOne,
  mostSharesOfOne,
  type Reason,
  type ShareLevel,
  type Team,
} from '@portal/types';
import type { Write } from '../change.ts';
import { recipientFor } from '../colleague/service.ts';
import { type Decision, doneAtOnce, fieldRefused } from '../deployment/act.ts';
import { notFound } from '../errors.ts';
import { type Person, visibilityOf } from '../principal.ts';
import type { Deployment, DeploymentShare } from '../records.ts';

/** With whom: a colleague, or everybody of a team. */
export type Receiver = Pick<DeploymentShare, 'userId' | 'teamId'> & { readonly name: string };

/** Them, or why it cannot be shared with them: who is out of reach is answered as nobody is. */
export const receiverFor = (person: Person, colleague: Colleague | null, team: Team | null): Receiver | Reason => {
  if (team === null) {
    const found = recipientFor(person, colleague);
    return 'code' in found ? found : { userId: found.id, teamId: null, name: found.name };
  }
  const isInReach = visibilityOf(person).kind === 'all' || person.team?.id === team.id;
  if (!isInReach) return { code: 'no_such', params: { what: 'colleague' } };
  return { userId: null, teamId: team.id, name: team.name };
};

export interface ShareRequest {
  readonly id: string;
  readonly to: Receiver | Reason;
  readonly level: ShareLevel;
  /** Of this deployment. */
  readonly shares: readonly DeploymentShare[];
  /** How many deployments are shared with the receiver. */
  readonly sharedWithThem: number;
  readonly now: Date;
}

/** Once more with the same receiver, it sets the level anew. */
export const shareChange = (current: Deployment, request: ShareRequest): Decision => {
  const { id, to, level, shares, sharedWithThem, now } = request;
  if ('code' in to) return fieldRefused('with', 'invalid_input', to);
  const { userId, teamId, name } = to;
  if (current.kind === 'canary' || current.rest === 'deleted') {
    return fieldRefused('with', 'conflict', { code: 'not_shareable', params: {} });
  }
  if (userId === current.ownerId) {
    return fieldRefused('with', 'invalid_input', { code: 'already_theirs', params: { owner: name } });
  }
  const earlier = shares.find((one) => one.userId === userId && one.teamId === teamId);
  if (earlier === undefined && shares.length >= mostSharesOfOne) {
    return fieldRefused('with', 'conflict', { code: 'too_many_shares', params: { max: mostSharesOfOne } });
  }
  if (earlier === undefined && sharedWithThem >= mostSharedWithOne) {
    return fieldRefused('with', 'conflict', { code: 'shared_with_too_much', params: { name, max: mostSharedWithOne } });
  }
  const row: DeploymentShare = { id, deploymentId: current.id, userId, teamId, level, createdAt: now };
  const remove: readonly Write[] = earlier === undefined ? [] : [removal(earlier)];
  const whom = userId === null ? { teamId } : { userId };
  const detail = { with: name, level, ...whom, ...(earlier !== undefined && { before: earlier.level }) };
  return doneAtOnce(current, { action: 'share', writes: [...remove, { kind: 'share.insert', row }], detail, now });
};

const removal = ({ id, deploymentId }: DeploymentShare): Write => ({ kind: 'share.remove', id, deploymentId });

export interface UnshareRequest {
  readonly shareId: string;
  readonly shares: readonly DeploymentShare[];
  readonly now: Date;
}

export const unshareChange = (current: Deployment, { shareId, shares, now }: UnshareRequest): Decision => {
  const share = shares.find(({ id }) => id === shareId);
  if (share === undefined) return { accepted: false, error: notFound('share') };
  const { level, userId, teamId } = share;
  const detail = { level, ...(userId === null ? { teamId } : { userId }) };
  return doneAtOnce(current, { action: 'unshare', writes: [removal(share)], detail, now });
};
