// What a VM is called in its network: names that nobody has to think about, and the refusal of one that cannot work.
import { hostNameOf, isDigitsOnlyOnWindows, isWindows, windowsNameLength } from '@portal/types';
import { DomainError } from '../errors.ts';
import type { Transaction } from '../ports.ts';
import type { Deployment, TemplateVersion } from '../records.ts';

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

const refusal = (code: 'invalid_input' | 'conflict', message: string): DomainError =>
  new DomainError(code, message, { fields: [{ field: 'name', message }] });

const taken = (hostName: string, template: TemplateVersion): string =>
  isWindows(template)
    ? `Another VM in this network has the computer name ${hostName}. Windows keeps the first ${windowsNameLength} characters of a name: choose one that differs within them.`
    : `Another VM in this network has the host name ${hostName}. Choose another name.`;

/** Throws where the name is in use or cannot work. Two requests for one wait for each other from here to the commit. */
export const claimName = async (tx: Transaction, deployment: Deployment, template: TemplateVersion): Promise<void> => {
  const { name, clusterId, ownerId } = deployment;
  if (isDigitsOnlyOnWindows(name, template)) {
    const reason = `Windows takes no computer name of digits alone. Put a letter among the first ${windowsNameLength} characters.`;
    throw refusal('invalid_input', reason);
  }
  const hostName = hostNameOf(name, template);
  await tx.lock({ kind: 'hostName', hostName });
  if (await tx.nameTaken(ownerId, name)) {
    throw refusal('conflict', `You already have a VM named ${name}. Choose another name.`);
  }
  if (await tx.hostNameTaken(clusterId, hostName)) throw refusal('conflict', taken(hostName, template));
};
