import type { SeenTemplate, TemplateVersionView } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { suggestedFrom } from '../src/features/template-admin/form/suggest.ts';
import {
  checkPublication,
  checkRegistration,
  draftOf,
  emptyDraft,
  required,
} from '../src/features/template-admin/form/template-draft.ts';

const seen: SeenTemplate = {
  vmid: 9004,
  node: 'pve3',
  name: 'tmpl-debian-13',
  cores: 1,
  memoryMiB: 1024,
  config: { osType: 'l26', guestAgent: true, cloudInitDrive: true, disks: [{ key: 'scsi0', sizeGiB: 8.2 }] },
  usedBy: [],
};
const clusterId = '019ac2f0-5d4e-7c61-9b1a-0000000000c1';
const words = { summary: 'Small.', description: 'A server.', included: ' SSH \n\n tcpdump ' };
const draft = { ...emptyDraft, cluster: clusterId, ...suggestedFrom(seen, false), ...words };

const version: TemplateVersionView = {
  templateId: '019ac2f0-5d4e-7c61-9b1a-4f3d2c1b0a99',
  slug: 'debian-13',
  version: 2,
  publishedAt: '2026-11-20T08:00:00.000Z',
  name: 'Debian 13',
  category: 'linux_utility',
  summary: 'Small.',
  description: 'A server.',
  operatingSystem: 'Debian',
  included: ['SSH', 'tcpdump'],
  source: {
    clusterId,
    cluster: 'demo',
    vmid: 9004,
    disk: 'scsi0',
    cloneMode: 'full',
    cloudInit: true,
    guestAgent: true,
    firstBoot: 'plain',
    network: 'dhcp_dual_stack',
  },
  vcpus: { min: 1, default: 1, max: 4 },
  memoryMiB: { min: 512, default: 1024, max: 2048 },
  diskGiB: { min: 8, default: 10, max: 20 },
  lease: { minHours: 1, defaultHours: 24, maxHours: 48, graceHours: 12 },
  accessMethods: ['ssh'],
  loginUser: null,
};

describe('the form for a template', () => {
  test('a PVE template that is chosen fills in all but the words, and the rest may be sent as it is', () => {
    const checked = checkRegistration(draft);
    expect(checked.ok && checked.input).toMatchObject({
      slug: 'debian-13',
      name: 'Debian 13',
      included: ['SSH', 'tcpdump'],
      source: { cluster: clusterId, vmid: 9004, disk: 'scsi0', cloudInit: true, guestAgent: true },
      diskGiB: { min: 9, default: 9 },
      loginUser: 'support',
    });
  });

  test('Windows suggests Remote Desktop, and waits for a cloudbase-init that has a drive to read', () => {
    const config = { osType: 'win11', guestAgent: true, cloudInitDrive: true, disks: [] };
    expect(suggestedFrom({ ...seen, config }, false)).toMatchObject({
      category: 'windows_client',
      accessMethods: ['rdp'],
      firstBoot: 'cloudbase_init',
    });
  });

  test('an empty form names every field that has to be filled in', () => {
    const checked = checkRegistration(emptyDraft);
    expect(checked.ok ? {} : checked.problems).toMatchObject({
      slug: required,
      name: required,
      included: required,
      'source.cluster': required,
      'source.vmid': required,
    });
  });

  test('bounds out of order and numbers out of range are told beside their field', () => {
    const checked = checkRegistration({
      ...draft,
      vcpus: { min: 4, default: 2, max: 8 },
      memoryMiB: { min: 8, default: 1024, max: null },
    });
    expect(checked.ok ? {} : checked.problems).toMatchObject({
      vcpus: expect.stringContaining('least, default, most'),
      'memoryMiB.min': expect.any(String),
      'memoryMiB.max': required,
    });
  });

  test('the next version begins as the current one, and unchanged says exactly what that one says', () => {
    const checked = checkPublication(draftOf(version), { id: version.templateId, version: 2 });
    const { templateId, slug: _slug, version: _version, publishedAt: _at, source, ...same } = version;
    const { clusterId: cluster, cluster: _name, ...place } = source;
    expect(checked.ok && checked.input).toEqual({
      id: templateId,
      baseVersion: 2,
      ...same,
      source: { cluster, ...place },
    });
  });

  test('another PVE template for the next version changes its source and none of its words', () => {
    expect(Object.keys(suggestedFrom({ ...seen, vmid: 9010 }, true)).toSorted()).toEqual([
      'cloudInit',
      'disk',
      'firstBoot',
      'guestAgent',
      'vmid',
    ]);
  });
});
