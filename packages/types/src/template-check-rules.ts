// Which checks a PVE template does not pass as the source of what is offered. Pure. The list, and what each check means, is
// in template-checks.ts.
import type { GuestOptions } from './guest-options.ts';
import { type FailedCheck, type TemplateCheckCode, templateCheckCodes } from './template-checks.ts';
import { wholeGiB } from './whole-gib.ts';

/** What a check looks at, from a PVE configuration. */
export interface CheckedSource {
  readonly template: boolean;
  readonly agentEnabled: boolean;
  readonly hasCloudInitDrive: boolean;
  readonly disks: Readonly<Record<string, number>>;
  /** Null where an earlier release of the portal has read the configuration. */
  readonly options: GuestOptions | null;
}

export interface CheckedOffer {
  readonly sourceVmid: number;
  readonly disk: string;
  readonly diskGiB: { readonly min: number };
  readonly memoryMiB: { readonly min: number };
  readonly cloudInit: boolean;
  readonly guestAgent: boolean;
}

/** What was found amiss, in the words of its check; null where all is well. */
type Rule = (offer: CheckedOffer, source: CheckedSource) => string | null;

const when = (amiss: boolean, found = ''): string | null => (amiss ? found : null);
const listed = (keys: readonly string[]): string | null => when(keys.length > 0, keys.join(', '));

/** A rule about an option; none where options are not known. */
const ofOptions =
  (rule: (options: GuestOptions, offer: CheckedOffer, source: CheckedSource) => string | null): Rule =>
  (offer, source) =>
    source.options === null ? null : rule(source.options, offer, source);

const rules: Readonly<Record<TemplateCheckCode, Rule>> = {
  not_a_template: (_, { template }) => when(!template),
  disk_missing: ({ disk }, { disks }) => when(disks[disk] === undefined, Object.keys(disks).join(', ')),
  disk_too_large({ disk, diskGiB }, { disks }) {
    const least = wholeGiB(disks[disk] ?? 0);
    return when(least > diskGiB.min, String(least));
  },
  cloud_init_drive_missing: ({ cloudInit }, { hasCloudInitDrive }) => when(cloudInit && !hasCloudInitDrive),
  cloud_init_replaced: ofOptions(({ customCloudInit }, { cloudInit }) => (cloudInit ? customCloudInit : null)),
  agent_off: ({ guestAgent }, { agentEnabled }) => when(guestAgent && !agentEnabled),
  network_card_missing: ofOptions(({ networkCards }) => when(networkCards === 0)),
  passthrough: ofOptions(({ passthrough }) => listed(passthrough)),
  not_bootable: ofOptions(({ bootOrder }, { disk }, { disks }) =>
    when(bootOrder !== null && disks[disk] !== undefined && !bootOrder.includes(disk), bootOrder?.join(', ')),
  ),
  frozen: ofOptions(({ frozen }) => when(frozen)),
  vcpus_fixed: ofOptions(({ fixedVcpus }) => when(fixedVcpus !== null, String(fixedVcpus))),
  numa_nodes: ofOptions(({ numaNodes }) => listed(numaNodes)),
  protected: ofOptions(({ protection }) => when(protection)),
  ballooning_minimum: ofOptions(({ balloonMiB }, { memoryMiB }) =>
    when(balloonMiB !== null && balloonMiB > memoryMiB.min, String(balloonMiB)),
  ),
  extra_disks: ({ disk }, { disks }) =>
    listed(Object.entries(disks).flatMap(([key, size]) => (key === disk ? [] : [`${key} with ${wholeGiB(size)} GiB`]))),
  installation_media: ofOptions(({ installationMedia }) => listed(installationMedia)),
  cloud_init_unused: ({ cloudInit }, { hasCloudInitDrive }) => when(!cloudInit && hasCloudInitDrive),
  several_network_cards: ofOptions(({ networkCards }) => when(networkCards > 1, String(networkCards))),
  starts_with_node: ofOptions(({ startsWithNode }) => when(startsWithNode)),
  hookscript: ofOptions(({ hookscript }) => hookscript),
  qemu_arguments: ofOptions(({ hasArguments }) => when(hasArguments)),
};

export const failedChecks = (offer: CheckedOffer, source: CheckedSource): readonly FailedCheck[] =>
  templateCheckCodes.flatMap((code) => {
    const found = rules[code](offer, source);
    return found === null ? [] : [{ code, params: { vmid: offer.sourceVmid, disk: offer.disk, found } }];
  });
