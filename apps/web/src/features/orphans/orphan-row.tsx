'use client';
// One VM that no deployment accounts for: a row of the table, or a card where the screen is narrow.
import type { Orphan } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useTextOfNow } from '@/components/clock.ts';
import { DateTime } from '@/components/date-time.tsx';
import Link from '@/components/link';
import { useSizeTexts } from '@/features/deployments/size-text.ts';

const cell = 'max-md:flex max-md:gap-x-2 md:border-t md:border-line md:px-3 md:py-2.5 md:align-top';
const small = 'block text-[0.8125rem] text-ink-muted';

export function OrphanRow({ orphan }: { readonly orphan: Orphan }) {
  const t = useTranslations('orphans');
  const format = useFormatter();
  const { cluster, node, vmid, name, power } = orphan;
  return (
    <tr className="max-md:flex max-md:flex-col max-md:gap-1 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-4">
      <th
        scope="row"
        className="text-left font-medium wrap-anywhere md:border-t md:border-line md:px-3 md:py-2.5 md:align-top"
      >
        {name ?? t('noName')}
        {/* Ids are names, not amounts: no thousands separator. */}
        <span className={`${small} font-normal`}>
          {t('vmid', { vmid: format.number(vmid, { useGrouping: false }) })}
        </span>
      </th>
      <Cell column="place">{t('placeText', { cluster: cluster.name, node })}</Cell>
      <Cell column="age">
        <Age orphan={orphan} />
      </Cell>
      <Cell column="size">
        <Size orphan={orphan} />
      </Cell>
      <Cell column="power">{t(`power.${power}`)}</Cell>
      <Cell column="because">
        <Because orphan={orphan} />
      </Cell>
    </tr>
  );
}

interface CellProps {
  readonly column: 'place' | 'age' | 'size' | 'power' | 'because';
  readonly children: ReactNode;
}

function Cell({ column, children }: CellProps) {
  const t = useTranslations('orphans.columns');
  return (
    <td className={cell}>
      <span className="w-24 shrink-0 text-ink-muted md:hidden">{t(column)}</span>
      <div className="min-w-0 flex-1 wrap-break-word">{children}</div>
    </td>
  );
}

/** By PVE's own record; a VM of which PVE keeps none is as old as the first look at it. */
function Age({ orphan: { createdAt, firstSeenAt } }: { readonly orphan: Orphan }) {
  const t = useTranslations('orphans');
  const format = useFormatter();
  const since = createdAt ?? firstSeenAt;
  const text = useTextOfNow((now) => format.relativeTime(new Date(since), now));
  return (
    <>
      <span suppressHydrationWarning>{text}</span>
      <span className={small}>
        {t.rich(createdAt === null ? 'firstSeen' : 'made', { at: () => <DateTime value={since} /> })}
      </span>
    </>
  );
}

function Size({ orphan: { vcpus, memoryMiB, diskGiB } }: { readonly orphan: Orphan }) {
  const t = useTranslations('orphans');
  const sizes = useSizeTexts();
  const parts = [
    vcpus === null ? null : sizes.vcpus(vcpus),
    memoryMiB === null ? null : sizes.memory(memoryMiB),
    diskGiB === null ? null : t('disk', { size: sizes.disk(diskGiB) }),
  ].filter((part) => part !== null);
  return parts.length === 0 ? t('unknown') : parts.join(' · ');
}

function Because({ orphan: { because, ownershipTag, pool } }: { readonly orphan: Orphan }) {
  const t = useTranslations('orphans');
  const link = (chunks: ReactNode): ReactNode =>
    ownershipTag === null ? (
      chunks
    ) : (
      <Link href={`/deployments/${ownershipTag.id}`} className="text-accent-ink hover:underline">
        {chunks}
      </Link>
    );
  return t.rich(`because.${because}`, { name: ownershipTag?.name ?? ownershipTag?.id ?? '', pool: pool ?? '', link });
}
