// What a VM is called in its network: names that nobody has to think about, and the refusal of one that cannot work.
import { hostNameOf, isDigitsOnlyOnWindows, isWindows, type Reason, windowsNameLength } from '@portal/types';
import { DomainError } from '../errors.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';

/** The template's slug and the random end of the id; on Windows within the letters that it keeps. */
export const suggestedName = (template: TemplateVersion, id: string): string => {
  const end = `-${id.slice(-6)}`;
  const { slug } = template;
  return isWindows(template) ? slug.slice(0, windowsNameLength - end.length).replace(/-.*$/, '') + end : slug + end;
};

/** A DNS label, whatever the slug. */
export const canaryName = (template: TemplateVersion, id: string): string => {
  const slug = isWindows(template) ? '' : `${template.slug.slice(0, 40)}-`;
  return `canary-${slug}${id.slice(-8)}`;
};

const refusal = (code: 'invalid_input' | 'conflict', reason: Reason): DomainError =>
  new DomainError(code, reason, { fields: [{ field: 'name' }] });

export const takenBy = (owner: string, name: string): Reason => ({
  code: 'name_taken_by_owner',
  params: { owner, name },
});

const taken = (name: string, template: TemplateVersion): Reason =>
  isWindows(template)
    ? { code: 'computer_name_taken', params: { name, letters: windowsNameLength } }
    : { code: 'host_name_taken', params: { name } };

/** Throws where the name is in use or cannot work. Two requests for one wait for each other from here to the commit. */
export const claimName = async (
  tx: Transaction,
  deployment: Deployment,
  template: TemplateVersion,
  /** By name; null where whoever asks will own it. */
  owner: string | null,
): Promise<void> => {
  const { name, clusterId, ownerId } = deployment;
  if (isDigitsOnlyOnWindows(name, template)) {
    throw refusal('invalid_input', { code: 'name_of_digits', params: { letters: windowsNameLength } });
  }
  const hostName = hostNameOf(name, template);
  await tx.lock({ kind: 'hostName', hostName });
  if (await tx.nameTaken(ownerId, name)) {
    throw refusal('conflict', owner === null ? { code: 'name_taken', params: { name } } : takenBy(owner, name));
  }
  if (await tx.hostNameTaken(clusterId, hostName)) throw refusal('conflict', taken(hostName, template));
};
