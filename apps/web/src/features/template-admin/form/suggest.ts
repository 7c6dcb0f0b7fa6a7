// What a PVE template suggests for the form: its name, its disk, what it can do, and bounds around its own size. What a
// person writes stands above it, and everything can be changed before it is published.
import type { SeenTemplate, TemplateIcon } from '@portal/types';
import { emptyDraft, type TemplateDraft } from './template-draft.ts';

const gibInMib = 1_024;

type SeenConfig = NonNullable<SeenTemplate['config']>;
type Source = TemplateDraft['source'];
type Suggestion = Partial<Omit<TemplateDraft, 'source'>> & { readonly source?: Partial<Source> };

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

const machineOf = ({ cores, memoryMiB }: SeenTemplate): Suggestion => {
  const vcpus = Math.max(1, cores ?? 2);
  const memory = Math.max(512, memoryMiB ?? 2 * gibInMib);
  return {
    vcpus: { min: 1, default: vcpus, max: Math.max(8, vcpus) },
    memoryMiB: { min: memory, default: memory, max: Math.max(16 * gibInMib, memory) },
  };
};

/** What a version takes over from its PVE template: the disk of the same key as before, if it has one. */
const sourceOf = ({ disks, cloudInitDrive, guestAgent }: SeenConfig, diskBefore: string): Suggestion => ({
  source: {
    disk: (disks.find(({ key }) => key === diskBefore) ?? disks[0])?.key ?? '',
    cloudInit: cloudInitDrive,
    guestAgent,
  },
});

/** PVE tells the kind of a system and no distribution. */
const iconOf = (osType: string | null): TemplateIcon => {
  if (osType?.startsWith('w')) return 'windows';
  return osType?.startsWith('l') ? 'linux' : 'other';
};

/** What a new template begins with besides. */
const guestOf = ({ osType, cloudInitDrive, disks }: SeenConfig): Suggestion => {
  const icon = iconOf(osType);
  const windows = icon === 'windows';
  const diskGiB = Math.ceil(disks[0]?.sizeGiB ?? 20);
  return {
    diskGiB: { min: diskGiB, default: diskGiB, max: Math.max(100, diskGiB * 4) },
    source: { firstBoot: windows && cloudInitDrive ? 'cloudbase_init' : 'plain' },
    category: windows ? 'windows_client' : 'linux_utility',
    icon,
    operatingSystem: windows ? 'Windows' : 'Linux',
    accessMethods: windows ? ['rdp'] : ['ssh'],
    loginUser: cloudInitDrive ? 'support' : '',
  };
};

const suggestionsOf = (seen: SeenTemplate, published: TemplateDraft | null): readonly Suggestion[] => {
  const { config } = seen;
  if (published !== null) return config === null ? [] : [sourceOf(config, published.source.disk)];
  const name = seen.name ?? '';
  const known = config === null ? [] : [sourceOf(config, ''), guestOf(config)];
  return [{ slug: slugOf(name), name: titleOf(name) }, machineOf(seen), ...known];
};

interface Choice {
  /** The version that is being replaced; null to register a new template. */
  readonly published: TemplateDraft | null;
  readonly cluster: string;
  /** The PVE template that was chosen there, as it is seen now; undefined while none is. */
  readonly chosen: SeenTemplate | undefined;
}

/**
 * The form as nobody has written in it yet. Texts and sizes of a published version stay as they are, and so does how its guest
 * sets itself up, which no configuration tells. Nothing is said of a guest whose configuration the portal has not read yet.
 */
export const suggestedDraft = ({ published, cluster, chosen }: Choice): TemplateDraft => {
  const plain = published ?? emptyDraft;
  const isPublished = published?.source.cluster === cluster && published.source.vmid === String(chosen?.vmid);
  if (chosen === undefined || isPublished) return plain;
  let draft = plain;
  for (const { source, ...fields } of suggestionsOf(chosen, published)) {
    draft = { ...draft, ...fields, source: { ...draft.source, ...source } };
  }
  return draft;
};

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

/** What somebody wrote: whatever is not as it was suggested. */
const writtenIn = <Values extends object>(values: Values, suggested: Values): Partial<Values> => {
  const written = { ...values };
  for (const name in written) if (!differs(values[name], suggested[name])) delete written[name];
  return written;
};

/** Another choice, and what is learned of it later, changes only what nobody has written. */
export const withSuggestions = (values: TemplateDraft, before: TemplateDraft, after: TemplateDraft): TemplateDraft => ({
  ...after,
  ...writtenIn(values, before),
  source: { ...after.source, ...writtenIn(values.source, before.source) },
});
