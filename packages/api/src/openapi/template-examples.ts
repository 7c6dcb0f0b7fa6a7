// Values of the template administration shown in the OpenAPI document. Typed by the contracts, and parsed by them in a
// test.
import type {
  CanaryRunView,
  PublishTemplate,
  RegisterTemplate,
  SeenTemplate,
  TemplateVersionView,
} from '@portal/types';

export const templateId = '019ac2f0-5d4e-7c61-9b1a-4f3d2c1b0a99';
const clusterId = '019ac2f0-5d4e-7c61-9b1a-0000000000c1';
const cluster = 'demo';

export const definitionExample = {
  name: 'Debian 13',
  category: 'linux_utility',
  icon: 'debian',
  summary: 'A small Debian server for traces, scripts and tests.',
  description: 'Reproduce a customer’s network set-up, capture traffic, or run a script away from your own machine.',
  operatingSystem: 'Debian 13 (64-bit)',
  included: ['SSH on port 22', 'tcpdump, sngrep, curl'],
  vcpus: { min: 1, default: 2, max: 8 },
  memoryMiB: { min: 1024, default: 2048, max: 16384 },
  diskGiB: { min: 10, default: 20, max: 200 },
  sizes: [
    { name: 'Small', vcpus: 1, memoryMiB: 1024, diskGiB: 10 },
    { name: 'Medium', vcpus: 2, memoryMiB: 2048, diskGiB: 20 },
    { name: 'Large', vcpus: 4, memoryMiB: 8192, diskGiB: 80 },
  ],
  lease: { minHours: 1, defaultHours: 72, maxHours: 336, graceHours: 24, noEnd: false, restoreHours: 72 },
  requires: { ticket: true, customer: false, purpose: false, ticketPattern: 'INC*' },
  accessMethods: ['ssh', 'console'],
  loginUser: 'support',
} satisfies Omit<RegisterTemplate, 'slug' | 'source'>;

const source = {
  vmid: 9004,
  disk: 'scsi0',
  cloneMode: 'linked',
  cloudInit: true,
  guestAgent: true,
  firstBoot: 'plain',
  network: 'dhcp',
} as const;

export const registerExample: RegisterTemplate = {
  slug: 'debian-13',
  ...definitionExample,
  source: { cluster, ...source },
};

const { slug } = registerExample;

export const publishExample: PublishTemplate = {
  id: slug,
  baseVersion: 1,
  ...definitionExample,
  source: { cluster, ...source },
};

export const templateVersionExample: TemplateVersionView = {
  templateId,
  slug,
  version: 1,
  publishedAt: '2026-11-20T08:00:00.000Z',
  ...definitionExample,
  source: { clusterId, cluster, ...source },
};

export const canaryRunExample: CanaryRunView = {
  id: '019ac330-2b1c-7d20-8f4e-6a7b8c9d0e1f',
  templateId,
  templateVersion: 1,
  trigger: 'nightly',
  outcome: 'passed',
  reason: null,
  cause: null,
  seconds: 41,
  startedAt: '2026-11-22T02:00:10.000Z',
  endedAt: '2026-11-22T02:00:55.000Z',
  vm: { deploymentId: '019ac330-2c00-7a11-9b22-3c4d5e6f7a8b', status: 'deleted', message: null, reason: null },
};

export const seenTemplateExample: SeenTemplate = {
  vmid: 9004,
  node: 'pve3',
  name: 'tmpl-debian-13',
  cores: 1,
  memoryMiB: 1024,
  config: {
    osType: 'l26',
    guestAgent: true,
    cloudInitDrive: true,
    disks: [{ key: 'scsi0', sizeGiB: 8 }],
    options: {
      protection: true,
      balloonMiB: null,
      startsWithNode: false,
      hookscript: null,
      hasArguments: false,
      customCloudInit: null,
      passthrough: [],
      installationMedia: [],
      bootOrder: ['scsi0'],
      frozen: false,
      fixedVcpus: null,
      numaNodes: [],
      networkCards: 1,
    },
  },
  usedBy: [{ id: templateId, name: 'Debian 13', version: 1 }],
};

const { id: _, ...publishBody } = publishExample;

/** By procedure. */
export const templateBodyExamples = {
  'templates.register': registerExample,
  'templates.publish': publishBody,
} as const;
