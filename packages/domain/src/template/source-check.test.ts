import { describe, expect, test } from 'vitest';
import { aTemplate, noon } from '../../test/records.ts';
import type { SeenConfig, SeenGuest } from '../sights.ts';
import { definitionOf } from './definition.ts';
import { sourceFaults } from './source-check.ts';

const config: SeenConfig = {
  template: true,
  osType: 'l26',
  agentEnabled: true,
  hasCloudInitDrive: true,
  disks: { scsi0: 20 },
  description: '',
};
const guest: SeenGuest = {
  vmid: 9000,
  node: 'pve1',
  name: 'tmpl-pbx',
  power: 'stopped',
  pool: null,
  tags: [],
  cores: 2,
  memoryMiB: 2048,
  diskGiB: 20,
  createdAt: null,
  firstSeenAt: noon,
  stampedFor: null,
  config,
};
const definition = definitionOf(aTemplate());
const fieldsOf = (seen: Partial<SeenConfig> | null, defined = definition) =>
  sourceFaults(defined, {
    templates: [{ ...guest, config: seen === null ? null : { ...config, ...seen } }],
  }).map(({ field }) => field);

describe('a definition against what the cluster shows', () => {
  test('fits when the PVE template has what it names', () => {
    expect(fieldsOf({})).toEqual([]);
    expect(fieldsOf({ disks: { scsi0: 19.5, efidisk0: 1 } })).toEqual([]);
  });

  test('names the VMID when there is no such template, or it was never looked at', () => {
    expect(sourceFaults(definition, null).map(({ field }) => field)).toEqual(['source.vmid']);
    expect(sourceFaults(definition, { templates: [] }).map(({ field }) => field)).toEqual(['source.vmid']);
    expect(fieldsOf(null)).toEqual(['source.vmid']);
    expect(fieldsOf({ template: false })).toEqual(['source.vmid']);
  });

  test('names the disk that is not there, and the least size that a disk already has', () => {
    expect(fieldsOf({ disks: { virtio0: 20 } })).toEqual(['source.disk']);
    expect(fieldsOf({ disks: { scsi0: 20.5 } })).toEqual(['diskGiB.min']);
  });

  test('names everything at fault at once, and asks for nothing that is not used', () => {
    const bare = { hasCloudInitDrive: false, agentEnabled: false };
    expect(fieldsOf(bare)).toEqual(['source.cloudInit', 'source.guestAgent']);
    const plain = { ...definition, source: { ...definition.source, cloudInit: false, guestAgent: false } };
    expect(fieldsOf(bare, plain)).toEqual([]);
  });
});
