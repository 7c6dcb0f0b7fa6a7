import {
  type CheckedSource,
  failedChecks,
  type GuestOptions,
  isError,
  type TemplateCheckCode,
  templateCheckCodes,
} from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aGuestOptions } from '../../test/observed.ts';
import { aTemplate } from '../../test/records.ts';
import { checkKey, forbidding } from './checks.ts';

const offer = aTemplate();
const source: CheckedSource = {
  template: true,
  agentEnabled: true,
  hasCloudInitDrive: true,
  disks: { scsi0: 20 },
  options: aGuestOptions(),
};
const options = (fields: Partial<GuestOptions>): Partial<CheckedSource> => ({ options: aGuestOptions(fields) });

/** What each check is about, alone. */
const broken: Readonly<Record<TemplateCheckCode, Partial<CheckedSource>>> = {
  not_a_template: { template: false },
  disk_missing: { disks: {} },
  disk_too_large: { disks: { scsi0: 21 } },
  cloud_init_drive_missing: { hasCloudInitDrive: false },
  cloud_init_replaced: options({ customCloudInit: 'user=local:snippets/user.yml' }),
  agent_off: { agentEnabled: false },
  network_card_missing: options({ networkCards: 0 }),
  passthrough: options({ passthrough: ['hostpci0', 'usb1'] }),
  not_bootable: options({ bootOrder: ['net0'] }),
  frozen: options({ frozen: true }),
  vcpus_fixed: options({ fixedVcpus: 2 }),
  numa_nodes: options({ numaNodes: ['numa0'] }),
  protected: options({ protection: true }),
  ballooning_minimum: options({ balloonMiB: 1025 }),
  extra_disks: { disks: { scsi0: 20, scsi1: 100 } },
  installation_media: options({ installationMedia: ['ide0'] }),
  cloud_init_unused: {},
  several_network_cards: options({ networkCards: 2 }),
  starts_with_node: options({ startsWithNode: true }),
  hookscript: options({ hookscript: 'local:snippets/hook.pl' }),
  qemu_arguments: options({ hasArguments: true }),
};

describe('the checks of a template', () => {
  test('pass one that is as it should be, and say nothing of what was never read', () => {
    expect(failedChecks(offer, source)).toEqual([]);
    expect(failedChecks(offer, { ...source, options: null })).toEqual([]);
    expect(failedChecks(offer, { ...source, disks: { scsi0: 20.04 } })).toEqual([]);
    expect(failedChecks(offer, { ...source, ...options({ balloonMiB: 1024 }) })).toEqual([]);
  });

  test.each(templateCheckCodes)('%s is found alone', (code) => {
    const offered = code === 'cloud_init_unused' ? { ...offer, cloudInit: false } : offer;
    const found = failedChecks(offered, { ...source, ...broken[code] });
    expect(found.map((check) => check.code)).toEqual([code]);
  });

  test('forbid VMs where they could not be made or would not be what is offered, and warn of the rest', () => {
    const all = templateCheckCodes.map((code) => ({ code, params: { vmid: 9000, disk: 'scsi0', found: '' } }));
    expect(all.filter((check) => !isError(check)).map(({ code }) => code)).toEqual([
      'protected',
      'ballooning_minimum',
      'extra_disks',
      'installation_media',
      'cloud_init_unused',
      'several_network_cards',
      'starts_with_node',
      'hookscript',
      'qemu_arguments',
    ]);
  });

  test('forbid VMs where something shows that did not when the version was registered, but what the portal sets right', () => {
    const codes = (registeredChecks: readonly string[] | null, found: Partial<CheckedSource>) =>
      forbidding({ registeredChecks }, failedChecks(offer, { ...source, ...found })).map(({ code }) => code);
    const disk = { disks: { ...source.disks, scsi1: 100 } };
    const known = failedChecks(offer, { ...source, ...disk }).map(checkKey);
    expect(codes([], disk)).toEqual(['extra_disks']);
    expect(codes(known, disk)).toEqual([]);
    expect(codes(known, { disks: { ...source.disks, scsi1: 200 } }), 'that has grown').toEqual(['extra_disks']);
    expect(codes([], options({ startsWithNode: true }))).toEqual(['starts_with_node']);
    expect(codes([], options({ protection: true, balloonMiB: 65_536 }))).toEqual([]);
    expect(codes(null, disk), 'of which nobody knows what it was like').toEqual([]);
  });
});
