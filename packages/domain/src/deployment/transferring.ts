// Deciding on a new owner for a VM that is there: somebody within reach of whoever gives it, whose limits it fits in. The VM stays as it is.
import type { Colleague, Reason } from '@portal/types';
import { recipientFor } from '../colleague/service.ts';
import { DomainError } from '../errors.ts';
import type { Person } from '../principal.ts';
import { policyViolations, rolePolicies } from '../quota/policy.ts';
import type { Deployment } from '../records.ts';
import { accept, type Decision, moved, transitionRefused } from './act.ts';
import { takenBy } from './host-name.ts';
import { isNonEmpty, limitExceeded } from './limits.ts';
import { accepts } from './machine.ts';

export interface TransferRequest {
  readonly by: Person;
  /** Null where there is nobody of that id or address. */
  readonly to: Colleague | null;
  /** Of the new owner, without this deployment. */
  readonly usage: Parameters<typeof policyViolations>[1];
  /** Whether the new owner has a VM of this name. */
  readonly nameTaken: boolean;
  readonly now: Date;
}

const refused = (code: 'invalid_input' | 'conflict', reason: Reason): Decision => ({
  accepted: false,
  error: new DomainError(code, reason, { fields: [{ field: 'to' }] }),
});

export const transferChange = (current: Deployment, request: TransferRequest): Decision => {
  const { by, to, usage, nameTaken, now } = request;
  if (current.kind === 'canary' || !accepts('transfer', current)) return transitionRefused('transfer', current);
  const recipient = recipientFor(by, to);
  if ('code' in recipient) return refused('invalid_input', recipient);
  const { id, name: owner, role, team } = recipient;
  if (id === current.ownerId) return refused('invalid_input', { code: 'already_theirs', params: { owner } });
  if (nameTaken) return refused('conflict', takenBy(owner, current.name));
  const { vcpus, memoryMiB, diskGiB } = current;
  const limits = policyViolations(rolePolicies[role], usage, { deployments: 1, vcpus, memoryMiB, diskGiB });
  if (isNonEmpty(limits)) return { accepted: false, error: limitExceeded(limits) };
  const next = moved(current, { ownerId: id, teamId: team?.id ?? null }, now);
  // Whom the former owner trusted with it, the new one chooses anew.
  const writes = [{ kind: 'shares.end', deploymentId: current.id }] as const;
  const detail = { from: current.ownerId, fromTeam: current.teamId, to: id, owner };
  return accept(current, { action: 'transfer', next, writes, detail });
};
