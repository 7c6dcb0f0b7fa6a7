import type { SeenTemplate, TemplateVersionView } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { sourceWarnings } from '../src/features/template-admin/form/failed-warnings.ts';
import { suggestedDraft, withSuggestions } from '../src/features/template-admin/form/suggest.ts';
import {
  draftOf,
  emptyDraft,
  requestSchema,
  type TemplateDraft,
} from '../src/features/template-admin/form/template-draft.ts';

const seen: SeenTemplate = {
  vmid: 9004,
  node: 'pve3',
  name: 'tmpl-debian-13',
  cores: 1,
  memoryMiB: 1024,
  config: {
    osType: 'l26',
    guestAgent: true,
    cloudInitDrive: true,
    disks: [{ key: 'scsi0', sizeGiB: 8.2 }],
    options: null,
  },
  usedBy: [],
};
type OptionsSeen = NonNullable<NonNullable<SeenTemplate['config']>['options']>;
const clusterId = '019ac2f0-5d4e-7c61-9b1a-0000000000c1';
const words = { summary: 'Small.', description: 'A server.', included: ' SSH \n\n tcpdump ' };

interface Filled {
  readonly published?: TemplateDraft | null;
  readonly chosen?: SeenTemplate | undefined;
  readonly cluster?: string;
  readonly written?: Partial<TemplateDraft>;
}

/** The form once somebody has chosen a PVE template and written something. */
const filled = ({ published = null, chosen = seen, cluster = clusterId, written = {} }: Filled): TemplateDraft => {
  const before = published ?? emptyDraft;
  const source = { ...before.source, cluster, vmid: String(chosen.vmid), ...written.source };
  const after = suggestedDraft({ published, cluster, chosen });
  return withSuggestions({ ...before, ...written, source }, before, after);
};
const draft = filled({ written: words });

const faultsOf = (wrong: TemplateDraft): readonly string[] =>
  (requestSchema(null).safeParse(wrong).error?.issues ?? []).map(({ path }) => path.join('.'));

const version: TemplateVersionView = {
  templateId: '019ac2f0-5d4e-7c61-9b1a-4f3d2c1b0a99',
  slug: 'debian-13',
  version: 2,
  publishedAt: '2026-11-20T08:00:00.000Z',
  name: 'Debian 13',
  category: 'linux_utility',
  icon: 'debian',
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
  sizes: [{ name: 'Small', vcpus: 1, memoryMiB: 512, diskGiB: 8 }],
  lease: { minHours: 1, defaultHours: 24, maxHours: 48, graceHours: 12, noEnd: false, restoreHours: 24 },
  requires: { ticket: true, customer: false, purpose: false, ticketPattern: 'ABC-####' },
  accessMethods: ['ssh'],
  loginUser: null,
};

const fine: OptionsSeen = {
  protection: false,
  balloonMiB: null,
  startsWithNode: false,
  hookscript: null,
  hasArguments: false,
  customCloudInit: null,
  passthrough: [],
  installationMedia: [],
  bootOrder: null,
  frozen: false,
  fixedVcpus: null,
  numaNodes: [],
  networkCards: 1,
};

describe('what a template would bring into every VM', () => {
  const chosen = (options: Partial<OptionsSeen>): SeenTemplate => ({
    ...seen,
    config: seen.config === null ? null : { ...seen.config, options: { ...fine, ...options } },
  });
  const codes = (of: SeenTemplate, change: Partial<typeof draft> = {}) =>
    sourceWarnings({ ...draft, ...change }, of).map(({ code }) => code);

  test('is said before it is saved: every warning of the one list, and it follows the form', () => {
    expect(codes(chosen({}))).toEqual([]);
    expect(codes(chosen({ protection: true, startsWithNode: true }))).toEqual(['protected', 'starts_with_node']);
    const ballooning = chosen({ balloonMiB: 1024 });
    expect(codes(ballooning)).toEqual([]);
    expect(codes(ballooning, { memoryMiB: { ...draft.memoryMiB, min: 512 } })).toEqual(['ballooning_minimum']);
    expect(codes(ballooning, { memoryMiB: { ...draft.memoryMiB, min: null } })).toEqual([]);
    expect(codes(chosen({}), { source: { ...draft.source, cloudInit: false } })).toEqual(['cloud_init_unused']);
  });

  test('leaves what is refused when it is saved to its fields, and says nothing of what was not read', () => {
    expect(codes(chosen({ frozen: true }))).toEqual([]);
    expect(codes({ ...seen, config: null })).toEqual([]);
    expect(sourceWarnings(draft, undefined)).toEqual([]);
  });
});

describe('the form for a template', () => {
  test('a PVE template that is chosen fills in all but the words, and the rest may be sent as it is', () => {
    expect(requestSchema(null).parse(draft)).toMatchObject({
      slug: 'debian-13',
      name: 'Debian 13',
      included: ['SSH', 'tcpdump'],
      source: { cluster: clusterId, vmid: 9004, disk: 'scsi0', cloudInit: true, guestAgent: true },
      diskGiB: { min: 9, default: 9 },
      loginUser: 'support',
    });
  });

  test('Windows suggests Remote Desktop, and waits for a cloudbase-init that has a drive to read', () => {
    const config = { osType: 'win11', guestAgent: true, cloudInitDrive: true, disks: [], options: null };
    expect(filled({ chosen: { ...seen, config } })).toMatchObject({
      category: 'windows_client',
      icon: 'windows',
      accessMethods: ['rdp'],
      source: { firstBoot: 'cloudbase_init' },
    });
  });

  test('an empty time to restore a VM is missing, and not none', () => {
    expect(faultsOf({ ...draft, lease: { ...draft.lease, restoreHours: null } })).toEqual(['lease.restoreHours']);
  });

  test('an empty form names every field that has to be filled in', () => {
    expect(faultsOf(emptyDraft)).toEqual(
      expect.arrayContaining(['slug', 'name', 'included', 'source.cluster', 'source.vmid']),
    );
  });

  test('bounds out of order and numbers out of range are told beside their field', () => {
    const vcpus = { min: 4, default: 2, max: 8 };
    expect(faultsOf({ ...draft, vcpus })).toEqual(['vcpus.min']);
    const memoryMiB = { min: 8, default: 1024, max: null };
    expect(faultsOf({ ...draft, memoryMiB })).toEqual(['memoryMiB.min', 'memoryMiB.max']);
  });

  test('the next version begins as the current one, and unchanged says exactly what that one says', () => {
    const { templateId, slug: _slug, version: baseVersion, publishedAt: _at, source, ...same } = version;
    const { clusterId: cluster, cluster: _name, ...place } = source;
    expect(requestSchema(version).parse(draftOf(version))).toEqual({
      id: templateId,
      baseVersion,
      ...same,
      source: { cluster, ...place },
    });
  });

  test.each([
    ['keep', null],
    ['delete', 0],
    ['grace', 12],
  ] as const)('an end of the lease of the kind %s is a grace of %j, there and back', (atEnd, graceHours) => {
    const like = { ...version, lease: { ...version.lease, graceHours } };
    expect(draftOf(like).lease.atEnd).toBe(atEnd);
    expect(requestSchema(like).parse(draftOf(like)).lease.graceHours).toBe(graceHours);
  });

  test('a grace that is left empty is missing, and not one without an end; one of no hours is none', () => {
    const lease = { ...draft.lease, atEnd: 'grace', graceHours: null } as const;
    expect(faultsOf({ ...draft, lease })).toEqual(['lease.graceHours']);
    expect(faultsOf({ ...draft, lease: { ...lease, graceHours: 0 } })).toEqual(['lease.graceHours']);
    expect(faultsOf({ ...draft, lease: { ...lease, atEnd: 'keep' } })).toEqual([]);
  });

  test('another PVE template for the next version changes its source and none of its words', () => {
    const published = draftOf({ ...version, source: { ...version.source, cloudInit: false, guestAgent: false } });
    const source = { ...published.source, vmid: '9010', cloudInit: true, guestAgent: true };
    expect(filled({ published, chosen: { ...seen, vmid: 9010 } })).toEqual({ ...published, source });
  });

  test('another PVE template for the next version leaves the wait for sysprep and the disk that is meant', () => {
    const source = { ...version.source, firstBoot: 'sysprep', disk: 'scsi1', cloudInit: false } as const;
    const published = draftOf({ ...version, source });
    const disks = ['scsi0', 'scsi1'].map((key) => ({ key, sizeGiB: 60 }));
    const config = { osType: 'win11', guestAgent: true, cloudInitDrive: false, disks, options: null };
    expect(filled({ published, chosen: { ...seen, vmid: 9010, config } })).toEqual({
      ...published,
      source: { ...published.source, vmid: '9010' },
    });
  });

  test('the PVE template that a version is made from changes nothing of it, and one of that id on another cluster does', () => {
    const published = draftOf({ ...version, source: { ...version.source, cloudInit: false } });
    expect(filled({ published })).toEqual(published);
    const cluster = '019ac2f0-5d4e-7c61-9b1a-0000000000c2';
    expect(filled({ published, cluster }).source).toMatchObject({ cluster, cloudInit: true });
  });

  test('a guest that the portal has not looked into is not taken for one without agent, and its facts follow', () => {
    const unread = { ...seen, vmid: 9010, config: null };
    const published = draftOf(version);
    const source = { ...published.source, vmid: '9010' };
    expect(filled({ published, chosen: unread })).toEqual({ ...published, source });

    const unknown = filled({ chosen: unread, written: words });
    expect(unknown).toMatchObject({ name: 'Debian 13', diskGiB: emptyDraft.diskGiB });
    expect(unknown.source).toEqual({ ...emptyDraft.source, cluster: clusterId, vmid: '9010' });

    const choice = { published: null, cluster: clusterId };
    const before = suggestedDraft({ ...choice, chosen: unread });
    const after = suggestedDraft({ ...choice, chosen: { ...unread, config: seen.config } });
    const read = withSuggestions(unknown, before, after);
    expect(read.source).toMatchObject({ disk: 'scsi0', cloudInit: true, guestAgent: true, vmid: '9010' });
    expect(read).toMatchObject({ ...words, diskGiB: { min: 9 } });
  });

  test('another choice changes only what nobody has written', () => {
    const own = { name: 'Our PBX', slug: 'our-pbx', vcpus: { min: 2, default: 2, max: 4 }, accessMethods: [] };
    const config = {
      osType: 'win11',
      guestAgent: true,
      cloudInitDrive: false,
      disks: [{ key: 'sata0', sizeGiB: 60 }],
      options: null,
    };
    const other = { ...seen, vmid: 9010, name: 'tmpl-windows-11', memoryMiB: 8_192, config };
    const choice = { published: null, cluster: clusterId };
    const before = suggestedDraft({ ...choice, chosen: seen });
    const after = suggestedDraft({ ...choice, chosen: other });
    expect(withSuggestions({ ...draft, ...own }, before, after)).toMatchObject({
      ...own,
      ...words,
      source: { disk: 'sata0' },
      category: 'windows_client',
      operatingSystem: 'Windows',
      memoryMiB: { default: 8_192 },
    });
  });
});
