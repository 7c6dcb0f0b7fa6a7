// A PVE template that the portal has seen, and what registers it.
import type { SeenGuest } from '@portal/domain';
import { aLastObservation } from '@portal/testing';
import { type RegisterTemplate, registerTemplateSchema } from '@portal/types';
import type { Stack } from './stack.ts';

export const seenTemplate: SeenGuest = {
  vmid: 9004,
  node: 'pve3',
  name: 'tmpl-debian-13',
  power: 'stopped',
  pool: 'support-portal',
  tags: [],
  cores: 1,
  memoryMiB: 1024,
  diskGiB: 8,
  createdAt: null,
  firstSeenAt: new Date(),
  taggedFor: null,
  config: {
    template: true,
    osType: 'l26',
    agentEnabled: true,
    hasCloudInitDrive: true,
    hasSerialPort: true,
    disks: { scsi0: 8 },
    options: null,
    description: '',
  },
};

/** The portal has seen two PVE templates, one of them without a cloud-init drive. */
export const look = async ({ database, cluster }: Stack): Promise<void> => {
  const bare = { ...seenTemplate, vmid: 9002, name: 'tmpl-bare', config: null };
  await database.lastObservations.save(aLastObservation({ clusterId: cluster.id, templates: [seenTemplate, bare] }));
};

export const registration = (stack: Stack, slug: string): RegisterTemplate =>
  registerTemplateSchema.parse({
    slug,
    name: 'Debian 13',
    category: 'linux_utility',
    summary: 'A small Debian server.',
    description: 'For traces.\nAnd for scripts.',
    operatingSystem: 'Debian 13',
    included: ['SSH on port 22'],
    source: {
      cluster: stack.cluster.name,
      vmid: 9004,
      disk: 'scsi0',
      cloneMode: 'linked',
      cloudInit: true,
      guestAgent: true,
    },
    vcpus: { min: 1, default: 2, max: 4 },
    memoryMiB: { min: 512, default: 1024, max: 4096 },
    diskGiB: { min: 8, default: 10, max: 40 },
    lease: { minHours: 1, defaultHours: 24, maxHours: 72, graceHours: 24 },
    accessMethods: ['ssh'],
    loginUser: 'support',
  });
