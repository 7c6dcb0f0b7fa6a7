import { describe, expect, test } from 'vitest';
import { aGuestOptions, aSeenNode } from '../../test/observed.ts';
import { aTemplate, ids, noon } from '../../test/records.ts';
import type { SeenConfig, SeenGuest } from '../last-observation.ts';
import { neverSeen } from '../last-observation.ts';
import { definitionOf } from './definition.ts';
import { checkSource, lacksSource } from './source-check.ts';

const config: SeenConfig = {
  template: true,
  osType: 'l26',
  agentEnabled: true,
  hasCloudInitDrive: true,
  hasSerialPort: true,
  disks: { scsi0: 20 },
  options: aGuestOptions(),
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
  taggedFor: null,
  config,
};
const definition = definitionOf(aTemplate());
const fieldsOf = (seen: Partial<SeenConfig> | null, defined = definition) =>
  checkSource(defined, {
    templates: [{ ...guest, config: seen === null ? null : { ...config, ...seen } }],
  }).faults.map(({ field }) => field);

describe('a definition against what the cluster shows', () => {
  test('fits when the PVE template has what it names', () => {
    expect(fieldsOf({})).toEqual([]);
    expect(fieldsOf({ disks: { scsi0: 19.5 } })).toEqual([]);
    expect(fieldsOf({ options: null })).toEqual([]);
  });

  test('names the VMID when there is no such template, or it was never looked at', () => {
    expect(checkSource(definition, null).faults.map(({ field }) => field)).toEqual(['source.vmid']);
    expect(checkSource(definition, { templates: [] }).faults.map(({ field }) => field)).toEqual(['source.vmid']);
    expect(fieldsOf(null)).toEqual(['source.vmid']);
    expect(fieldsOf({ template: false })).toEqual(['source.vmid']);
  });

  test('names the disk that is not there, and the least size that a disk already has', () => {
    expect(fieldsOf({ disks: { virtio0: 20 } })).toEqual(['source.disk']);
    expect(fieldsOf({ disks: { scsi0: 20.5 } })).toEqual(['diskGiB.min']);
  });

  test('names each thing that VMs would have from it and that is not what is offered', () => {
    const options = aGuestOptions({ passthrough: ['hostpci0'], customCloudInit: 'user=local:snippets/a.yml' });
    expect(fieldsOf({ options })).toEqual(['source.cloudInit', 'source.vmid']);
  });

  test('names everything at fault at once, and asks for nothing that is not used', () => {
    const bare = { hasCloudInitDrive: false, agentEnabled: false };
    expect(fieldsOf(bare)).toEqual(['source.cloudInit', 'source.guestAgent']);
    const plain = { ...definition, source: { ...definition.source, cloudInit: false, guestAgent: false } };
    expect(fieldsOf(bare, plain)).toEqual([]);
  });
});

describe('the PVE template of a version is gone', () => {
  const whole = { ...neverSeen(ids.cluster), observedAt: noon, nodes: [aSeenNode(), aSeenNode({ name: 'pve2' })] };

  test('when the whole cluster was seen without it', () => {
    expect(lacksSource(whole, aTemplate())).toBe(true);
    expect(lacksSource({ ...whole, templates: [guest] }, aTemplate())).toBe(false);
  });

  test.each([
    ['was never seen', { observedAt: null }],
    ['does not answer', { unreachableSince: noon }],
    ['has a node that is away', { nodes: [aSeenNode(), aSeenNode({ name: 'pve2', online: false })] }],
  ])('a cluster that %s cannot say so', (_, seen) => {
    expect(lacksSource({ ...whole, ...seen }, aTemplate())).toBe(false);
  });
});
