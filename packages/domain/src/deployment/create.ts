// Deciding on a request for a VM: what it asks for, whether it fits, and what is written of it. What its owner has is counted and
// the VM written under the owner's lock: two requests at once cannot pass together. The commit comes last, since it locks the job that
// all creates on the cluster share.
import type { Colleague, CreateDeployment, Reason } from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import { Change, type ExplainedParts } from '../change.ts';
import { job } from '../jobs.ts';
import { newLease } from '../lease/lease.ts';
import { limitsPassed } from '../limits/holding.ts';
import type { SshKeyWrite } from '../person-writes.ts';
import type { LimitRule } from '../ports/limits.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Deployment, GuestAccess } from '../records.ts';
import { type RequestedSize, sizeOf } from '../template/bounds.ts';
import type { TemplateVersion } from '../template-records.ts';
import { eachOnce } from './editing.ts';
import { claimName, suggestedName } from './host-name.ts';
import { newDeployment } from './new-deployment.ts';

export interface CreateRequest {
  readonly id: string;
  /** Whose it will be, and counts for. */
  readonly owner: Pick<Colleague, 'id' | 'name' | 'role' | 'team'>;
  /** Whether somebody else asks for it. */
  readonly isForColleague: boolean;
  readonly input: CreateDeployment;
  readonly template: TemplateVersion;
  readonly now: Date;
  /** What it will stand waiting for, where that is known already. */
  readonly waitsFor: Reason | null;
  /** Of whoever asks. */
  readonly usedKeys: readonly SshKeyWrite[];
  /** Null for a template without cloud-init: nothing can be given to its guest. */
  readonly access: GuestAccess | null;
  /** What its owner is granted in the same commit. */
  readonly granted?: LimitRule | undefined;
}

const requested = (request: CreateRequest, { ttlHours, ...size }: RequestedSize): Deployment => {
  const { id, owner, input, template, now } = request;
  const given = {
    ...size,
    ...newLease(now, ttlHours, template.graceHours),
    id,
    name: input.name ?? suggestedName(template, id),
    kind: 'person',
    ownerId: owner.id,
    teamId: owner.team?.id ?? null,
    purpose: input.purpose ?? null,
    ticket: input.ticket ?? null,
    customer: input.customer ?? null,
    tags: eachOnce(input.tags ?? []),
  } as const;
  return { ...newDeployment(given, template, now), statusReason: request.waitsFor };
};

const partsOf = (
  deployment: Deployment,
  { access, usedKeys, owner, isForColleague }: CreateRequest,
): ExplainedParts => {
  const { vcpus, memoryMiB, diskGiB, templateId, templateVersion, ticket, expiresAt } = deployment;
  const whose = isForColleague ? { owner: owner.name, ownerId: owner.id } : {};
  const size = { vcpus, memoryMiB, diskGiB };
  const end = expiresAt?.toISOString() ?? null;
  const detail = { ...size, templateId, templateVersion, ticket, expiresAt: end, ...whose };
  return {
    writes: [
      { kind: 'deployment.insert', row: deployment },
      ...(access === null ? [] : [{ kind: 'access.insert' as const, row: access }]),
      ...usedKeys,
    ],
    events: [deploymentEvent(requestedActions.create, deployment, detail)],
    jobs: [
      job('cluster.dispatch', { clusterId: deployment.clusterId }),
      job('lease.due', { deploymentId: deployment.id }),
    ],
  };
};

/** What is to be committed of a VM that fits. Locks its name and what its owner holds until the transaction ends; throws what refuses it. */
export const reserve = async (tx: Transaction, request: CreateRequest): Promise<ExplainedParts> => {
  const { input, owner, template, isForColleague, granted, now } = request;
  const deployment = requested(request, sizeOf(input, template));
  await claimName(tx, deployment, template, isForColleague ? owner.name : null);
  await tx.lock({ kind: 'quota', userId: owner.id });
  const parts = partsOf(deployment, request);
  const passed = await limitsPassed(tx, { before: null, change: Change.of(parts), now, granted });
  if (passed !== null) throw passed;
  return parts;
};
