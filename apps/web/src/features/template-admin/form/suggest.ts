// What a PVE template suggests for the form: its name, its disk, what it can do, and bounds around its own size. Everything
// can be changed before it is published.
import type { SeenTemplate } from '@portal/types';
import type { TemplateDraft } from './template-draft.ts';

const gibInMib = 1_024;

/** Without the prefixes that people give to templates. */
const plainName = (name: string): string => name.replace(/^(tmpl|template|tpl)[-_.]/i, '');

const slugOf = (name: string): string =>
  plainName(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);

const titleOf = (name: string): string =>
  plainName(name)
    .split(/[-_.]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

const sizesOf = ({ cores, memoryMiB, config }: SeenTemplate, disk: string) => {
  const vcpus = Math.max(1, cores ?? 2);
  const memory = Math.max(512, memoryMiB ?? 2 * gibInMib);
  const diskGiB = Math.ceil(config?.disks.find(({ key }) => key === disk)?.sizeGiB ?? 20);
  return {
    vcpus: { min: 1, default: vcpus, max: Math.max(8, vcpus) },
    memoryMiB: { min: memory, default: memory, max: Math.max(16 * gibInMib, memory) },
    diskGiB: { min: diskGiB, default: diskGiB, max: Math.max(100, diskGiB * 4) },
  };
};

/** `keepWords`: of a version that is being replaced, whose texts and sizes stay as they are. */
export const suggestedFrom = (seen: SeenTemplate, keepWords: boolean): Partial<TemplateDraft> => {
  const disk = seen.config?.disks[0]?.key ?? 'scsi0';
  const windows = seen.config?.osType?.startsWith('w') ?? false;
  const cloudInit = seen.config?.cloudInitDrive ?? false;
  const source = {
    vmid: seen.vmid,
    disk,
    cloudInit,
    guestAgent: seen.config?.guestAgent ?? false,
    firstBoot: windows && cloudInit ? 'cloudbase_init' : 'plain',
  } as const;
  if (keepWords) return source;
  const name = seen.name ?? '';
  return {
    ...source,
    ...sizesOf(seen, disk),
    slug: slugOf(name),
    name: titleOf(name),
    category: windows ? 'windows_client' : 'linux_utility',
    operatingSystem: windows ? 'Windows' : 'Linux',
    accessMethods: windows ? ['rdp'] : ['ssh'],
    loginUser: cloudInit ? 'support' : '',
  };
};
