// What the create form holds while it is being filled in. Its rules are loaded when somebody begins to (`create-rules.ts`).
import { type Bounds, type Deployment, hourMs, type SizeMeasure, type Template } from '@portal/types';
import { tagsText } from '../tags-text.ts';

export interface Draft {
  /** Id of the colleague whose it will be; empty for oneself. */
  readonly owner: string;
  readonly ticket: string;
  readonly customer: string;
  readonly purpose: string;
  /** As written, one after the other. */
  readonly tags: string;
  readonly name: string;
  /** Public keys of those that are kept. */
  readonly keptKeys: readonly string[];
  /** As pasted: one key a line. */
  readonly sshKeys: string;
  /** Whether those that were pasted are kept for the next VM. */
  readonly keepKeys: boolean;
  /** Null while the field holds no number. */
  readonly vcpus: number | null;
  readonly memoryMiB: number | null;
  readonly diskGiB: number | null;
  /** `none` for one without an end. */
  readonly ttlHours: number | 'none' | null;
}

/** What a form begins with. */
export type Beginning = Pick<Draft, 'name' | 'ticket'> & Partial<Draft>;

export const defaultDraft = (template: Template, given: Beginning): Draft => ({
  owner: '',
  customer: '',
  purpose: '',
  tags: '',
  keptKeys: [],
  sshKeys: '',
  keepKeys: true,
  vcpus: template.vcpus.default,
  memoryMiB: template.memoryMiB.default,
  diskGiB: template.diskGiB.default,
  ttlHours: template.lease.defaultHours,
  ...given,
});

export const keyLinesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

export type SizeName = SizeMeasure | 'ttlHours';

export const boundsOf = (template: Template): Record<SizeName, Bounds> => ({
  vcpus: template.vcpus,
  memoryMiB: template.memoryMiB,
  diskGiB: template.diskGiB,
  ttlHours: { min: template.lease.minHours, default: template.lease.defaultHours, max: template.lease.maxHours },
});

/** What another VM has that this one may have too, within the bounds of the template as it is now. */
export const likenessOf = (deployment: Deployment, template: Template): Partial<Draft> => {
  const bounds = boundsOf(template);
  const within = (size: SizeName, value: number): number =>
    Math.min(Math.max(value, bounds[size].min), bounds[size].max);
  const { ticket, customer, purpose, tags, vcpus, memoryMiB, diskGiB, createdAt, expiresAt } = deployment;
  // That it may stay without an end is asked for each time.
  const ttlHours =
    expiresAt === null ? bounds.ttlHours.default : Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / hourMs);
  return {
    ticket: ticket ?? '',
    customer: customer ?? '',
    purpose: purpose ?? '',
    tags: tagsText(tags),
    vcpus: within('vcpus', vcpus),
    memoryMiB: within('memoryMiB', memoryMiB),
    diskGiB: within('diskGiB', diskGiB),
    ttlHours: within('ttlHours', ttlHours),
  };
};
