// What lets a person into the guest of a template with cloud-init: the keys that they gave and a password of its own, made
// with the request and kept sealed as long as there is a VM with it. Another one can be set by the agent of a running guest. Its owner
// alone may read it, and each reading is on record.
import type { CreateDeployment, Credentials, Reason } from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import type { Write } from '../change.ts';
import { isBeingDeleted, statusOf } from '../deployment-status.ts';
import { DomainError, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import type { DeploymentDetail, DeploymentReader } from '../ports/deployments.ts';
import type { Ids, Vault } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type PersonContext } from '../principal.ts';
import { onRecord } from '../put-on-record.ts';
import type { Deployment, GuestAccess } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { accept, begun, type Decision, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';
import type { OperationNotes } from './operation.ts';
import { hasNoGuest } from './without-guest.ts';

export interface PasswordPorts {
  readonly ids: Ids;
  readonly vault: Vault;
}

type Guest = Pick<TemplateVersion, 'cloudInit' | 'loginUser'>;

const takesPassword = ({ cloudInit, loginUser }: Guest): boolean => cloudInit && loginUser !== null;

/** Sealed; null where the template has nobody to give one to. */
const newPassword = ({ ids, vault }: PasswordPorts, guest: Guest): string | null =>
  takesPassword(guest) ? vault.seal(ids.password()) : null;

/** For the next VM of a deployment: that of the last went with it. */
export const replacedPassword = (ports: PasswordPorts, deploymentId: string, guest: Guest): Write => ({
  kind: 'access.update',
  deploymentId,
  sealedPassword: newPassword(ports, guest),
});

/** Throws `invalid_input` for keys that the template could not hand on. */
export const newGuestAccess = (
  ports: PasswordPorts,
  deploymentId: string,
  { input, template }: { readonly input: CreateDeployment; readonly template: TemplateVersion },
): GuestAccess | null => {
  if (template.cloudInit) {
    const sealedPassword = newPassword(ports, template);
    return { deploymentId, sshKeys: input.sshKeys ?? [], sealedPassword, nextSealedPassword: null };
  }
  if (input.sshKeys === undefined || input.sshKeys.length === 0) return null;
  throw new DomainError(
    'invalid_input',
    { code: 'keys_not_taken', params: {} },
    {
      fields: [{ field: 'sshKeys' }],
    },
  );
};

const uncertain: Reason = { code: 'password_uncertain', params: {} };
const beingMade: Reason = { code: 'password_not_yet', params: {} };
const goingAway: Reason = { code: 'password_no_longer', params: {} };

/** Why no password is shown now; null where the VM that has it is there. */
const withheld = (deployment: Deployment): Reason | null => {
  const { rest, operation } = deployment;
  if (isBeingDeleted(deployment)) return goingAway;
  if (rest === 'quarantined') return uncertain;
  return rest === 'pending' || operation === 'rebuild' ? beingMade : null;
};

type WithPassword = Pick<DeploymentDetail, 'deployment' | 'template' | 'hasPassword'>;

/** Why the password of this VM is not shown to its owner: what offers it and what reveals it both ask here. */
export const passwordRefusal = ({ deployment, template, hasPassword }: WithPassword): DomainError | null => {
  if (!takesPassword(template)) return new DomainError('not_found', { code: 'password_not_given', params: {} });
  const reason = withheld(deployment);
  if (reason !== null) return new DomainError('conflict', reason);
  return hasPassword && !hasNoGuest(deployment)
    ? null
    : new DomainError('not_found', { code: 'password_gone', params: {} });
};

/** Why its guest could be given no new one, whatever it is doing. */
export const setPasswordRefusal = (detail: WithPassword): Reason | null =>
  passwordRefusal(detail)?.reason ?? (detail.template.guestAgent ? null : { code: 'no_guest_agent', params: {} });

/** Sealed beside the one that counts, in the commit that asks for it: a worker has nothing to make up, and repeats the same. */
export const setPasswordChange = (
  detail: WithPassword,
  { ids, vault }: PasswordPorts,
  now: Date,
  notes: OperationNotes,
): Decision => {
  const { deployment: current } = detail;
  if (!accepts('set_password', current)) return transitionRefused('set_password', current);
  const refusal = setPasswordRefusal(detail);
  if (refusal !== null) return transitionRefused('set_password', current, refusal);
  const { next, fromTo } = begun(current, 'set_password', { now });
  const nextSealedPassword = vault.seal(ids.password());
  const writes = [{ kind: 'access.next', deploymentId: current.id, nextSealedPassword }] as const;
  return accept(current, { action: 'set_password', next, detail: fromTo, writes, notes });
};

export interface RevealPorts {
  readonly unitOfWork: UnitOfWork;
  readonly deployments: DeploymentReader;
  readonly vault: Vault;
}

export const reveal = async (ports: RevealPorts, actor: PersonContext, id: string): Promise<Credentials> => {
  const detail = await ports.deployments.byId(id, { kind: 'all' });
  if (detail === null) throw notFound('deployment');
  const { deployment, template } = detail;
  const record = (outcome: 'succeeded' | 'refused', reason: Reason | string | null): Promise<void> =>
    onRecord(ports.unitOfWork, actor, deploymentEvent(requestedActions.credentials, deployment, { reason }, outcome));
  const permission = may(actor.principal, 'deployments.credentials', deployment);
  if (!permission.allowed) {
    await record('refused', 'not the owner');
    throw permission.isHidden ? notFound('deployment') : new DomainError('forbidden', permission.reason);
  }
  const outdated = versionRefusal(actor, deployment);
  if (outdated !== null) {
    await record('refused', outdated.reason);
    throw outdated;
  }
  const access = await ports.deployments.guestAccess(deployment.id);
  const sealed = access?.sealedPassword ?? null;
  const next = access?.nextSealedPassword ?? null;
  const refusal = passwordRefusal({ ...detail, hasPassword: sealed !== null });
  if (refusal !== null || sealed === null) {
    await record('refused', statusOf(deployment));
    throw refusal ?? notFound('deployment');
  }
  await record('succeeded', null);
  const { vault } = ports;
  return {
    user: template.loginUser,
    password: vault.open(sealed),
    newPassword: next === null ? null : vault.open(next),
  };
};
