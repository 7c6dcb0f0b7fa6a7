import { offerSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aTemplate, ids } from '../../test/records.ts';
import { definitionOf, nextOffered, saysTheSame, versionOf } from './definition.ts';

const version = aTemplate({ version: 3 });
const { templateId, slug, clusterId, registeredChecks } = version;
const given = { clusterId, newId: () => ids.other };
const written = definitionOf(version);
const offer = { slug, ...written, source: { ...written.source, cluster: null } };

describe('definition and version', () => {
  test('are the same thing said twice: neither loses anything of the other', () => {
    expect(versionOf(definitionOf(version), { templateId, slug, version: 3, clusterId, registeredChecks })).toEqual(
      version,
    );
  });

  test('a definition is known again however its keys are ordered, and on its own cluster alone', () => {
    const { name, ...others } = definitionOf(version);
    expect(saysTheSame(version, { ...others, name }, clusterId)).toBe(true);
    expect(saysTheSame(version, { ...others, name: `${name}!` }, clusterId)).toBe(false);
    expect(saysTheSame(version, definitionOf(version), ids.other)).toBe(false);
  });

  test('an entry of a file is published when it says something new, as the next version of its slug', () => {
    expect(nextOffered(offer, [], given)).toEqual({ ...version, templateId: ids.other, version: 1 });
    expect(nextOffered(offer, [version], given)).toBeNull();
    expect(nextOffered({ ...offer, name: 'New' }, [version], given)).toEqual({ ...version, name: 'New', version: 4 });
  });

  test('a file that was published before does not undo what a person has published since', () => {
    const newer = { ...version, name: 'By hand', version: 4 };
    expect(nextOffered(offer, [newer, version], given)).toBeNull();
    expect(nextOffered({ ...offer, name: 'New' }, [newer, version], given)?.version).toBe(5);
  });
});

test('a file that names no icon leaves it as it was published, and is no news by that', () => {
  const { icon: _, ...silent } = offer;
  const debian = { ...version, icon: 'debian' } as const;
  const byHand = { ...debian, icon: 'linux', name: 'By hand', version: 4 } as const;
  expect(nextOffered(silent, [byHand, debian], given)).toBeNull();
  expect(nextOffered({ ...silent, name: 'New' }, [byHand, debian], given)).toMatchObject({ icon: 'linux', version: 5 });
  expect(nextOffered(silent, [], given)?.icon).toBe('other');
});

describe('what may be written down', () => {
  const faults = (entry: unknown) => offerSchema.safeParse(entry).error?.issues.map(({ path }) => path.join('.'));

  test('an entry as it is published is valid', () => {
    expect(offerSchema.parse(offer)).toEqual(offer);
  });

  test('bounds out of order, unknown fields and slugs that read like ids are named', () => {
    expect(faults({ ...offer, vcpus: { min: 4, default: 2, max: 8 } })).toEqual(['vcpus.min']);
    expect(faults({ ...offer, lease: { ...offer.lease, maxHours: 1 } })).toEqual(['lease.minHours']);
    expect(faults({ ...offer, node: 'pve1' })).toEqual(['']);
    expect(faults({ ...offer, slug: ids.template })).toEqual(['slug']);
    expect(faults({ ...offer, source: { ...offer.source, disk: 'efidisk0' } })).toEqual(['source.disk']);
  });

  test('a size by name lies within the bounds, also when these change, and each name stands once', () => {
    const size = { name: 'Small', vcpus: 1, memoryMiB: 1024, diskGiB: 20 };
    const large = { ...size, name: 'Large', vcpus: 8, diskGiB: 201 };
    expect(faults({ ...offer, sizes: [size, { ...large, diskGiB: 200 }] })).toBeUndefined();
    expect(faults({ ...offer, sizes: [size, size, large] })).toEqual(['sizes.1.name', 'sizes.2.diskGiB']);
    const vcpus = { min: 2, default: 2, max: 4 };
    expect(faults({ ...offer, vcpus, sizes: [size] })).toEqual(['sizes.0.vcpus']);
    expect(faults({ ...offer, sizes: [{ ...size, node: 'pve1' }] })).toEqual(['sizes.0']);
  });

  test('a first boot that nobody could follow is refused beside the field', () => {
    const booting = { ...offer.source, firstBoot: 'cloudbase_init' } as const;
    expect(faults({ ...offer, source: { ...booting, guestAgent: false, cloudInit: false } })).toEqual([
      'source.guestAgent',
      'source.cloudInit',
    ]);
    expect(faults({ ...offer, source: booting })).toBeUndefined();
  });
});
