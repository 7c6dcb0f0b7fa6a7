'use client';
// Which PVE template it is made from, chosen among those that the cluster shows, and what is in its guest.
import { cloneModes, cloudInitNetworks, firstBoots, type SeenTemplate } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { Notice } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useClusters } from '@/features/clusters/queries.ts';
import { CheckField, ChoiceField } from './fields.tsx';
import { SourceWarnings } from './source-warnings.tsx';
import type { TemplateForm } from './use-template-form.ts';

interface FieldsProps {
  readonly form: TemplateForm;
}

export function SourceFields({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const { seen, chosen } = form;
  return (
    <div className="flex flex-col gap-4">
      <PlaceFields form={form} />
      <QueryFailure query={seen} />
      {seen.data?.unreachableSince == null ? null : (
        <Notice kind="warn">{t('clusterAway', { name: seen.data.cluster.name })}</Notice>
      )}
      {/* Nothing is suggested about its guest until the portal knows it. */}
      {chosen?.config === null ? <Notice kind="info">{t('unread')}</Notice> : null}
      <DiskFields form={form} />
      <GuestFields form={form} />
      <SourceWarnings warnings={form.warnings} />
    </div>
  );
}

/** "9004 · tmpl-debian-13 (pve3)", and which template uses it already. */
const useSeenWords = (): ((seen: SeenTemplate) => string) => {
  const t = useTranslations('templateAdmin.form');
  const format = useFormatter();
  return ({ vmid, name, node, usedBy }) => {
    const id = format.number(vmid, { useGrouping: false });
    const words = t('seen', { vmid: id, name: name ?? t('unnamed'), node });
    const [user] = usedBy;
    return user === undefined ? words : `${words} – ${t('usedBy', { name: user.name })}`;
  };
};

function PlaceFields({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const words = useSeenWords();
  const { clusters } = useClusters();
  const { seen, chosen } = form;
  const { cluster, vmid } = form.draft.source;
  const items = seen.data?.items ?? [];
  const none = ['', t('choose')] as const;
  /** One that is in use and not shown any more stays the choice until another is made. */
  const unseen = vmid === '' || chosen !== undefined ? [] : [[vmid, t('unseen', { vmid })] as const];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <ChoiceField
        form={form}
        name="source.cluster"
        label={t('cluster')}
        options={[none, ...clusters.map(({ id, name }) => [id, name] as const)]}
        onChosen={form.forgetSource}
      />
      <ChoiceField
        form={form}
        name="source.vmid"
        label={t('source')}
        hint={seen.isSuccess && items.length === 0 ? t('noneSeen') : t('sourceHint')}
        disabled={cluster === ''}
        options={[none, ...unseen, ...items.map((item) => [String(item.vmid), words(item)] as const)]}
        onChosen={form.forgetDisk}
      />
    </div>
  );
}

function DiskFields({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const { disk } = form.draft.source;
  const disks = form.chosen?.config?.disks ?? [];
  const unseen = disk === '' || disks.some(({ key }) => key === disk) ? [] : [[disk, disk] as const];
  const shown = disks.map(({ key, sizeGiB }) => [key, t('diskChoice', { key, size: sizeGiB })] as const);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <ChoiceField
        form={form}
        name="source.disk"
        label={t('disk')}
        hint={t('diskHint')}
        options={[['', t('choose')], ...unseen, ...shown]}
      />
      <ChoiceField
        form={form}
        name="source.cloneMode"
        label={t('cloneMode')}
        hint={t('cloneModeHint')}
        options={cloneModes.map((mode) => [mode, t(`cloneModes.${mode}`)])}
      />
    </div>
  );
}

function GuestFields({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  return (
    <>
      <CheckField form={form} name="source.guestAgent" label={t('guestAgent')} hint={t('guestAgentHint')} />
      <CheckField form={form} name="source.cloudInit" label={t('cloudInit')} hint={t('cloudInitHint')} />
      <div className="grid gap-4 sm:grid-cols-2">
        <ChoiceField
          form={form}
          name="source.firstBoot"
          label={t('firstBoot')}
          hint={t('firstBootHint')}
          options={firstBoots.map((boot) => [boot, t(`firstBoots.${boot}`)])}
          deps={['source.guestAgent', 'source.cloudInit']}
        />
        {form.draft.source.cloudInit ? (
          <ChoiceField
            form={form}
            name="source.network"
            label={t('network')}
            options={cloudInitNetworks.map((network) => [network, t(`networks.${network}`)])}
          />
        ) : null}
      </div>
    </>
  );
}
