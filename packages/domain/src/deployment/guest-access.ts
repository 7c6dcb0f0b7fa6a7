// What lets a person into the guest of a template with cloud-init: the keys that they gave and a password of its own, made
// with the request and kept sealed as long as there is a VM with it. Its owner alone may read it, and each reading is on record.
import type { CreateDeployment, Credentials, Reason } from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import type { Write } from '../change.ts';
import { statusOf } from '../deployment-status.ts';
import { DomainError, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import type { DeploymentDetail, DeploymentReader } from '../ports/deployments.ts';
import type { Ids, Vault } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type PersonContext } from '../principal.ts';
import { onRecord } from '../put-on-record.ts';
import type { Deployment, GuestAccess } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { hasNoGuest } from './without-guest.ts';

interface PasswordPorts {
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
    return { deploymentId, sshKeys: input.sshKeys ?? [], sealedPassword: newPassword(ports, template) };
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
const withheld = ({ rest, operation }: Deployment): Reason | null => {
  if (operation === 'delete') return goingAway;
  if (rest === 'quarantined') return uncertain;
  return rest === 'pending' || operation === 'rebuild' ? beingMade : null;
};

/** Why the password of this VM is not shown to its owner: what offers it and what reveals it both ask here. */
export const passwordRefusal = ({
  deployment,
  template,
  hasPassword,
}: Pick<DeploymentDetail, 'deployment' | 'template' | 'hasPassword'>): DomainError | null => {
  if (!takesPassword(template)) return new DomainError('not_found', { code: 'password_not_given', params: {} });
  const reason = withheld(deployment);
  if (reason !== null) return new DomainError('conflict', reason);
  return hasPassword && !hasNoGuest(deployment)
    ? null
    : new DomainError('not_found', { code: 'password_gone', params: {} });
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
  const sealed = (await ports.deployments.guestAccess(deployment.id))?.sealedPassword ?? null;
  const refusal = passwordRefusal({ ...detail, hasPassword: sealed !== null });
  if (refusal !== null || sealed === null) {
    await record('refused', statusOf(deployment));
    throw refusal ?? notFound('deployment');
  }
  await record('succeeded', null);
  return { user: template.loginUser, password: ports.vault.open(sealed) };
};
