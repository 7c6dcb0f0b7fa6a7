// A template version as the outside sees it: without its source in PVE.
import type { Template } from '@portal/types';
import type { TemplateVersion } from '../records.ts';

export const templateView = (template: TemplateVersion): Template => ({
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
});
