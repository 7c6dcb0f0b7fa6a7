'use client';
// The lines of the comparison in words: each figure as it is on record, and as the cluster shows it.
import type { QuarantineDifference, QuarantineItem, SeenOwnershipTag } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useSizeTexts } from '@/features/deployments/size-text.ts';

export interface ComparisonLine {
  readonly key: 'vmid' | 'power' | QuarantineDifference;
  /** Null where there is nothing to say. */
  readonly recorded: ReactNode;
  readonly seen: ReactNode;
}

type SeenVm = NonNullable<QuarantineItem['seen']>;

const when = <Value, Text>(value: Value | null | undefined, text: (value: Value) => Text): Text | null =>
  value == null ? null : text(value);

const useSeen = (item: QuarantineItem): Record<ComparisonLine['key'], ReactNode> => {
  const t = useTranslations('quarantine');
  const sizes = useSizeTexts();
  const vmid = useVmidText();
  const { seen } = item;
  const tagText = ({ id, name }: SeenOwnershipTag): string => {
    if (id === item.id) return t('thisDeployment');
    return name === null ? t('unknownDeployment', { id }) : t('otherDeployment', { name });
  };
  const ownershipTags = ({ ownershipTags }: SeenVm): string => ownershipTags.map(tagText).join(', ') || t('none');
  return {
    vmid: when(seen?.vmid, vmid),
    stamp: when(seen, ownershipTags),
    tag: when(seen, ({ tags }) => tags.join(', ') || t('none')),
    pool: when(seen, ({ pool }) => pool ?? t('none')),
    template: when(seen?.template, (yes) => t(yes ? 'yes' : 'no')),
    name: seen?.name,
    node: seen?.node,
    vcpus: when(seen?.vcpus, sizes.vcpus),
    memory: when(seen?.memoryMiB, sizes.memory),
    disk: when(seen?.diskGiB, sizes.disk),
    power: when(seen?.power, (power) => t(`power.${power}`)),
  };
};

/** Ids are names, not amounts: no thousands separator. */
const useVmidText = (): ((vmid: number) => string) => {
  const format = useFormatter();
  return (vmid) => format.number(vmid, { useGrouping: false });
};

export const useComparisonLines = (item: QuarantineItem): readonly ComparisonLine[] => {
  const t = useTranslations('quarantine');
  const sizes = useSizeTexts();
  const vmid = useVmidText();
  const seen = useSeen(item);
  const { recorded } = item;
  const line = (key: ComparisonLine['key'], onRecord: ReactNode): ComparisonLine => ({
    key,
    recorded: onRecord,
    seen: seen[key],
  });
  return [
    line('vmid', when(recorded.vmid, vmid)),
    line('stamp', t('thisDeployment')),
    line('tag', recorded.tag),
    line('pool', recorded.pool),
    line('template', t('no')),
    line('name', item.name),
    line('node', recorded.node),
    line('vcpus', sizes.vcpus(recorded.vcpus)),
    line('memory', sizes.memory(recorded.memoryMiB)),
    line('disk', sizes.disk(recorded.diskGiB)),
    line('power', null),
  ];
};
