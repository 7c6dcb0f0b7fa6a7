// What the form for a template holds while it is being filled in, and the request that it becomes: checked by the same
// schema as on the server. Fields are named as the server names them in its refusals.
import {
  type AccessMethod,
  type CloneMode,
  type CloudInitNetwork,
  type FirstBoot,
  type PublishTemplate,
  publishTemplateSchema,
  type RegisterTemplate,
  registerTemplateSchema,
  type TemplateCategory,
  type TemplateVersionView,
} from '@portal/types';
import type { z } from 'zod';

/** Null while a field holds no number. */
export interface BoundsDraft {
  readonly min: number | null;
  readonly default: number | null;
  readonly max: number | null;
}

export interface TemplateDraft {
  readonly slug: string;
  readonly name: string;
  readonly category: TemplateCategory;
  readonly summary: string;
  readonly description: string;
  readonly operatingSystem: string;
  /** One thing a line. */
  readonly included: string;
  /** Id of the cluster; empty until one is chosen. */
  readonly cluster: string;
  readonly vmid: number | null;
  readonly disk: string;
  readonly cloneMode: CloneMode;
  readonly cloudInit: boolean;
  readonly guestAgent: boolean;
  readonly firstBoot: FirstBoot;
  readonly network: CloudInitNetwork;
  readonly vcpus: BoundsDraft;
  readonly memoryMiB: BoundsDraft;
  readonly diskGiB: BoundsDraft;
  readonly lease: BoundsDraft & { readonly grace: number | null };
  readonly accessMethods: readonly AccessMethod[];
  readonly loginUser: string;
}

/** Before a PVE template is chosen: a small machine for some days. */
export const emptyDraft: TemplateDraft = {
  slug: '',
  name: '',
  category: 'linux_utility',
  summary: '',
  description: '',
  operatingSystem: '',
  included: '',
  cluster: '',
  vmid: null,
  disk: '',
  cloneMode: 'linked',
  cloudInit: false,
  guestAgent: true,
  firstBoot: 'plain',
  network: 'dhcp',
  vcpus: { min: 1, default: 2, max: 8 },
  memoryMiB: { min: 1_024, default: 2_048, max: 16_384 },
  diskGiB: { min: 10, default: 20, max: 100 },
  lease: { min: 1, default: 72, max: 336, grace: 72 },
  accessMethods: ['ssh'],
  loginUser: '',
};

/** A published version as the beginning of the next one. */
export const draftOf = ({ source, lease, loginUser, included, ...version }: TemplateVersionView): TemplateDraft => ({
  slug: version.slug,
  name: version.name,
  category: version.category,
  summary: version.summary,
  description: version.description,
  operatingSystem: version.operatingSystem,
  included: included.join('\n'),
  cluster: source.clusterId,
  vmid: source.vmid,
  disk: source.disk,
  cloneMode: source.cloneMode,
  cloudInit: source.cloudInit,
  guestAgent: source.guestAgent,
  firstBoot: source.firstBoot,
  network: source.network,
  vcpus: version.vcpus,
  memoryMiB: version.memoryMiB,
  diskGiB: version.diskGiB,
  lease: { min: lease.minHours, default: lease.defaultHours, max: lease.maxHours, grace: lease.graceHours },
  accessMethods: version.accessMethods,
  loginUser: loginUser ?? '',
});

/** What is wrong, by the field's name: `source.disk`, `vcpus.min`. The form finds words for `required`. */
export type DraftProblems = Readonly<Record<string, string>>;
export const required = 'required';

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const wireOf = ({ lease, included, loginUser, ...draft }: TemplateDraft) => {
  const { slug: _slug, cluster, vmid, disk, cloneMode, cloudInit, guestAgent, firstBoot, network, ...plain } = draft;
  return {
    ...plain,
    included: linesOf(included),
    loginUser: loginUser.trim() === '' ? null : loginUser,
    source: { cluster, vmid, disk, cloneMode, cloudInit, guestAgent, firstBoot, network },
    lease: { minHours: lease.min, defaultHours: lease.default, maxHours: lease.max, graceHours: lease.grace },
  };
};

const wordsOf = (issue: z.core.$ZodIssue): string => {
  const missing = issue.code === 'invalid_type' || (issue.code === 'too_small' && issue.origin !== 'number');
  return missing ? required : issue.message;
};

const problemsOf = (issues: readonly z.core.$ZodIssue[]): DraftProblems => {
  const problems: Record<string, string> = {};
  for (const issue of issues) {
    const [first = '', second] = issue.path;
    // Of a list, the field as a whole is at fault.
    const field =
      second === undefined || typeof second === 'number' ? String(first) : `${String(first)}.${String(second)}`;
    problems[field] ??= wordsOf(issue);
  }
  return problems;
};

export type Checked<Input> =
  | { readonly ok: true; readonly input: Input }
  | { readonly ok: false; readonly problems: DraftProblems };

const checkedBy = <Input>(schema: z.ZodType<Input>, wire: unknown): Checked<Input> => {
  const parsed = schema.safeParse(wire);
  return parsed.success ? { ok: true, input: parsed.data } : { ok: false, problems: problemsOf(parsed.error.issues) };
};

export const checkRegistration = (draft: TemplateDraft): Checked<RegisterTemplate> =>
  checkedBy(registerTemplateSchema, { slug: draft.slug.trim(), ...wireOf(draft) });

export const checkPublication = (
  draft: TemplateDraft,
  base: { readonly id: string; readonly version: number },
): Checked<PublishTemplate> =>
  checkedBy(publishTemplateSchema, { id: base.id, baseVersion: base.version, ...wireOf(draft) });
