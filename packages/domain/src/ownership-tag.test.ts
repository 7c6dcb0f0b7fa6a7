import { describe, expect, test } from 'vitest';
import { aGuestOptions } from '../test/observed.ts';
import { aDeployment } from '../test/records.ts';
import type { GuestConfig } from './hypervisor.ts';
import { checkOwnership, ownershipDescription, ownersIn, portalTag, retaggedDescription } from './ownership-tag.ts';

const deployment = aDeployment();
const other = aDeployment({ id: '01930000-0000-7000-8000-0000000000bb' });

const config = (fields: Partial<GuestConfig> = {}): GuestConfig => ({
  name: deployment.name,
  createdAt: null,
  osType: 'l26',
  description: ownershipDescription(deployment),
  tags: [portalTag],
  cores: 2,
  memoryMiB: 2048,
  template: false,
  agentEnabled: true,
  disks: { scsi0: 20 },
  driveStorages: { scsi0: 'ceph-vm' },
  diskStorages: ['ceph-vm'],
  volumes: { 'ceph-vm': ['ceph-vm:vm-5000-disk-0'] },
  bridges: [{ name: 'vmbr0', vlanTag: null }],
  macs: [],
  hasCloudInitDrive: true,
  serialPort: null,
  options: aGuestOptions(),
  lock: null,
  digest: null,
  ...fields,
});

describe('the ownership tag', () => {
  test('a VM made with our description is ours, with the line end that PVE adds', () => {
    expect(checkOwnership(deployment, config())).toEqual({ ours: true });
    const description = `${ownershipDescription(deployment)}\n`;
    expect(checkOwnership(deployment, config({ description }))).toEqual({ ours: true });
  });

  test('a VM bears the tag from its configuration on: missing while it is made, missed once it is up', () => {
    const untagged = config({ tags: [] });
    expect(checkOwnership(aDeployment({ status: 'provisioning' }), untagged).ours).toBe(true);
    expect(checkOwnership(aDeployment({ status: 'deleting' }), untagged).ours).toBe(true);
    expect(checkOwnership(aDeployment({ status: 'running' }), untagged).ours).toBe(false);
    expect(checkOwnership(aDeployment({ status: 'stopping' }), untagged).ours).toBe(false);
  });

  test('words that somebody added around the line do no harm', () => {
    const description = `Ask Ada before use.\n${ownershipDescription(deployment)}\nMoved on Monday.`;
    expect(checkOwnership(deployment, config({ description }))).toEqual({ ours: true });
  });

  test.each([
    ['no description', config({ description: '' })],
    ['another deployment’s ownership tag', config({ description: ownershipDescription(other) })],
    ['the placeholder of a clone under way', config({ description: 'qmclone temporary file\n' })],
    ['our tag and name, but no ownership tag', config({ description: 'pbx' })],
    ['a template, even with our ownership tag', config({ template: true })],
  ])('not ours: %s', (_, found) => {
    const check = checkOwnership(deployment, found);
    expect(check.ours).toBe(false);
  });

  test('taking a VM over puts the ownership tag first, drops other ownership tags and keeps everything else', () => {
    const before = `Ask Ada before use.\n${ownershipDescription(other)}\nMoved on Monday.`;
    const description = retaggedDescription(deployment, before);
    expect(ownersIn(description)).toEqual([deployment.id]);
    expect(description).toContain('Ask Ada before use.\nMoved on Monday.');
    expect(retaggedDescription(deployment, description)).toBe(description);
    expect(retaggedDescription(deployment, '')).toBe(ownershipDescription(deployment));
    expect(checkOwnership(deployment, config({ description }))).toEqual({ ours: true });
  });

  test('fits into what PVE takes as a description', () => {
    expect(ownershipDescription(deployment).length).toBeLessThan(8192);
  });
});
