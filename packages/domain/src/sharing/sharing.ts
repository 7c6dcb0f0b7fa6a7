// Deciding on who else uses a deployment: pure functions of the deployment and its shares as the deciding transaction reads them. The VM
// stays as it is; its version moves, so that what is decided at the same moment on its owner is decided anew.
import {
  type Colleague,
  mostSharedWithOne,
  mostSharesOfOne,
  type Reason,
  type ShareLevel,
  type SharingAction,
  type Team,
} from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import { Change, type Write } from '../change.ts';
import { recipientFor } from '../colleague/service.ts';
import { type Decision, moved } from '../deployment/act.ts';
import { DomainError, notFound } from '../errors.ts';
import { type Person, visibilityOf } from '../principal.ts';
import type { Deployment, DeploymentShare, JsonObject } from '../records.ts';

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

const refused = (code: 'invalid_input' | 'conflict', reason: Reason): Decision => ({
  accepted: false,
  error: new DomainError(code, reason, { fields: [{ field: 'with' }] }),
});

interface Sharing {
  readonly action: SharingAction;
  readonly writes: readonly Write[];
  readonly detail: JsonObject;
  readonly now: Date;
}

const accepted = (current: Deployment, { action, writes, detail, now }: Sharing): Decision => {
  const row = moved(current, {}, now);
  return {
    accepted: true,
    change: Change.of({
      writes: [{ kind: 'deployment.update', row, read: current }, ...writes],
      events: [deploymentEvent(requestedActions[action], row, detail)],
    }),
  };
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
  if ('code' in to) return refused('invalid_input', to);
  const { userId, teamId, name } = to;
  if (current.kind === 'canary' || current.rest === 'deleted') {
    return refused('conflict', { code: 'not_shareable', params: {} });
  }
  if (userId === current.ownerId) {
    return refused('invalid_input', { code: 'already_theirs', params: { owner: name } });
  }
  const earlier = shares.find((one) => one.userId === userId && one.teamId === teamId);
  if (earlier === undefined && shares.length >= mostSharesOfOne) {
    return refused('conflict', { code: 'too_many_shares', params: { max: mostSharesOfOne } });
  }
  if (earlier === undefined && sharedWithThem >= mostSharedWithOne) {
    return refused('conflict', { code: 'shared_with_too_much', params: { name, max: mostSharedWithOne } });
  }
  const row: DeploymentShare = { id, deploymentId: current.id, userId, teamId, level, createdAt: now };
  const remove: readonly Write[] = earlier === undefined ? [] : [removal(earlier)];
  const detail = { with: name, level, ...(earlier !== undefined && { before: earlier.level }) };
  return accepted(current, { action: 'share', writes: [...remove, { kind: 'share.insert', row }], detail, now });
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
  return accepted(current, { action: 'unshare', writes: [removal(share)], detail, now });
};
