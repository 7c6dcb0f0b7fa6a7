// What lets a person into the guest of a template with cloud-init: the keys that they gave and a password of its own, made
// with the request and kept sealed. Its owner alone may read it, and each reading is on record.
import type { CreateDeployment, Credentials } from '@portal/types';
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import type { DeploymentReader, Ids, UnitOfWork, Vault } from '../ports.ts';
import { maySee } from '../principal.ts';
import type { GuestAccess, TemplateVersion } from '../records.ts';
import type { PersonContext } from '../services.ts';

/** Throws `invalid_input` for keys that the template could not hand on. */
export const newGuestAccess = (
  ports: { readonly ids: Ids; readonly vault: Vault },
  deploymentId: string,
  { input, template }: { readonly input: CreateDeployment; readonly template: TemplateVersion },
): GuestAccess | null => {
  if (template.cloudInit) {
    const sealedPassword = template.loginUser === null ? null : ports.vault.seal(ports.ids.password());
    return { deploymentId, sshKeys: input.sshKeys ?? [], sealedPassword };
  }
  if (input.sshKeys === undefined || input.sshKeys.length === 0) return null;
  throw new DomainError('invalid_input', 'This template cannot take SSH keys.', {
    fields: [{ field: 'sshKeys', message: 'This template has no cloud-init, so it cannot take SSH keys.' }],
  });
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
  const record = (outcome: 'succeeded' | 'refused', reason: string | null): Promise<void> => {
    const event = deploymentEvent(engineActions.passwordRevealed, deployment, { reason }, outcome);
    return ports.unitOfWork.run(actor, (tx) => tx.commit(Change.record(event)));
  };
  if (deployment.ownerId !== actor.principal.userId) {
    await record('refused', 'not the owner');
    if (!maySee(actor.principal, deployment)) throw notFound('deployment');
    throw new DomainError('forbidden', 'Only its owner may see the password of this VM.');
  }
  const refusal = versionRefusal(actor, deployment);
  if (refusal !== null) {
    await record('refused', refusal.message);
    throw refusal;
  }
  if (deployment.status === 'quarantined' || deployment.status === 'adopting') {
    await record('refused', deployment.status);
    throw new DomainError('conflict', 'It is not certain that this VM is yours. An administrator has to decide first.');
  }
  const access = await ports.deployments.guestAccess(deployment.id);
  if (access?.sealedPassword == null) {
    throw new DomainError('not_found', 'The portal gave this VM no password.');
  }
  await record('succeeded', null);
  return { user: template.loginUser, password: ports.vault.open(access.sealedPassword) };
};
