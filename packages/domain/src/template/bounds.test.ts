import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aTemplate } from '../../test/records.ts';
import { sizeOf, templateViolations } from './bounds.ts';

const template = aTemplate();
const bounds = {
  vcpus: template.vcpus,
  memoryMiB: template.memoryMiB,
  diskGiB: template.diskGiB,
  ttlHours: { min: template.leaseMinHours, max: template.leaseMaxHours },
} as const;
const measures = ['vcpus', 'memoryMiB', 'diskGiB', 'ttlHours'] as const;
const defaults = sizeOf({ templateId: template.slug }, template);

describe('what a template lets a request ask for', () => {
  test('a request that says nothing gets the defaults, and the defaults fit', () => {
    expect(defaults).toEqual({ vcpus: 2, memoryMiB: 2048, diskGiB: 20, ttlHours: 24 });
    expect(templateViolations(template, defaults)).toEqual([]);
  });

  test('what a request says stands, the rest is the default', () => {
    expect(sizeOf({ templateId: template.slug, vcpus: 4, ttlHours: 2 }, template)).toEqual({
      ...defaults,
      vcpus: 4,
      ttlHours: 2,
    });
  });

  test('a size by its name stands for its figures, and one that is not offered is refused with those that are', () => {
    const small = { name: 'Small', vcpus: 1, memoryMiB: 1024, diskGiB: 25 };
    const sized = aTemplate({ sizes: [small] });
    const { name, ...figures } = small;
    expect(sizeOf({ templateId: sized.slug, size: name, ttlHours: 2 }, sized)).toEqual({ ...figures, ttlHours: 2 });
    const reason = { code: 'field_not_one_of', params: { options: ['Small'] } };
    expect(() => sizeOf({ templateId: sized.slug, size: 'small' }, sized)).toThrow(
      expect.objectContaining({ code: 'invalid_input', details: { fields: [{ field: 'size', reason }] } }),
    );
  });

  test('a size by its name, of a template that offers none, is refused by a reason of its own', () => {
    const reason = { code: 'no_sizes_offered', params: {} };
    expect(() => sizeOf({ templateId: template.slug, size: 'Small' }, template)).toThrow(
      expect.objectContaining({ code: 'invalid_input', details: { fields: [{ field: 'size', reason }] } }),
    );
  });

  test.each(measures)('%s: both bounds fit, one beyond either does not', (measure) => {
    const { min, max } = bounds[measure];
    const violations = (requested: number) => templateViolations(template, { ...defaults, [measure]: requested });
    expect(violations(min)).toEqual([]);
    expect(violations(max)).toEqual([]);
    expect(violations(min - 1)).toEqual([{ name: `template.${measure}.min`, limit: min, used: 0, requested: min - 1 }]);
    expect(violations(max + 1)).toEqual([{ name: `template.${measure}.max`, limit: max, used: 0, requested: max + 1 }]);
  });

  test('every bound that is left is named, and a size without violations is within all of them', () => {
    const figure = fc.integer({ min: 0, max: 20_000 });
    const size = fc.record({ vcpus: figure, memoryMiB: figure, diskGiB: figure, ttlHours: figure });
    fc.assert(
      fc.property(size, (requested) => {
        const left = measures.filter(
          (name) => requested[name] < bounds[name].min || requested[name] > bounds[name].max,
        );
        expect(templateViolations(template, requested).map(({ name }) => name.split('.')[1])).toEqual(left);
      }),
    );
  });
});
