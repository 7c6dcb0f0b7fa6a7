// A template version as the outside sees it: without its source in PVE.
import type { ActionState, Template } from '@portal/types';
import type { TemplateOffer } from '../records.ts';

export const templateView = (
  { current: template, status, history, canary }: TemplateOffer,
  creatable: ActionState,
): Template => ({
  id: template.templateId,
  slug: template.slug,
  version: template.version,
  name: template.name,
  category: template.category,
  summary: template.summary,
  description: template.description,
  operatingSystem: template.operatingSystem,
  included: [...template.included],
  vcpus: template.vcpus,
  memoryMiB: template.memoryMiB,
  diskGiB: template.diskGiB,
  lease: {
    minHours: template.leaseMinHours,
    defaultHours: template.leaseDefaultHours,
    maxHours: template.leaseMaxHours,
    graceHours: template.graceHours,
  },
  accessMethods: [...template.accessMethods],
  loginUser: template.loginUser,
  cloudInit: template.cloudInit,
  guestAgent: template.guestAgent,
  firstBoot: template.firstBoot,
  state: status.state,
  creatable,
  history,
  canary,
});
