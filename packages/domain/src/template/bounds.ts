// What a template version lets a request ask for: sizes within its bounds, a lease within its limits.
import type { Bounds, CreateDeployment, LimitFigure } from '@portal/types';
import type { TemplateVersion } from '../records.ts';

export interface RequestedSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  readonly ttlHours: number;
}

/** The request with the template's defaults where it says nothing. */
export const sizeOf = (input: CreateDeployment, template: TemplateVersion): RequestedSize => ({
  vcpus: input.vcpus ?? template.vcpus.default,
  memoryMiB: input.memoryMiB ?? template.memoryMiB.default,
  diskGiB: input.diskGiB ?? template.diskGiB.default,
  ttlHours: input.ttlHours ?? template.leaseDefaultHours,
});

const outside = (name: string, bounds: Omit<Bounds, 'default'>, requested: number): LimitFigure[] => {
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
