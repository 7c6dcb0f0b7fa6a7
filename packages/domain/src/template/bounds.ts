// What a template version lets a request ask for: sizes within its bounds, a lease within its limits.
import type { Bounds, CreateDeployment, LimitFigure, Reason, TemplateSize } from '@portal/types';
import { doesNotFit } from '../errors.ts';
import type { TemplateVersion } from '../template-records.ts';

export interface RequestedSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  /** Null without an end. */
  readonly ttlHours: number | null;
}

const sizeNamed = (name: string, { sizes }: TemplateVersion): TemplateSize => {
  const named = sizes.find((size) => size.name === name);
  if (named !== undefined) return named;
  const options = sizes.map((size) => size.name);
  const reason: Reason =
    options.length === 0 ? { code: 'no_sizes_offered', params: {} } : { code: 'field_not_one_of', params: { options } };
  throw doesNotFit({ field: 'size', reason });
};

/** The request with the template's defaults where it says nothing. Throws `invalid_input` for a size that the template does not offer. */
export const sizeOf = (input: CreateDeployment, template: TemplateVersion): RequestedSize => {
  const asked = input.size === undefined ? input : sizeNamed(input.size, template);
  return {
    vcpus: asked.vcpus ?? template.vcpus.default,
    memoryMiB: asked.memoryMiB ?? template.memoryMiB.default,
    diskGiB: asked.diskGiB ?? template.diskGiB.default,
    ttlHours: input.ttlHours === undefined ? template.leaseDefaultHours : input.ttlHours,
  };
};

const outside = (name: string, bounds: Omit<Bounds, 'default'>, requested: number | null): LimitFigure[] => {
  if (requested === null) return [];
  if (requested < bounds.min) return [{ name: `template.${name}.min`, limit: bounds.min, used: 0, requested }];
  if (requested > bounds.max) return [{ name: `template.${name}.max`, limit: bounds.max, used: 0, requested }];
  return [];
};

/** Every bound that the size leaves; empty when it fits. Names are `template.<measure>.<min|max>`. */
export const templateViolations = (template: TemplateVersion, size: RequestedSize): LimitFigure[] => [
  ...outside('vcpus', template.vcpus, size.vcpus),
  ...outside('memoryMiB', template.memoryMiB, size.memoryMiB),
  ...outside('diskGiB', template.diskGiB, size.diskGiB),
  ...outside('ttlHours', { min: template.leaseMinHours, max: template.leaseMaxHours }, size.ttlHours),
];
