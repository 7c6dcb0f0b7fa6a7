'use client';
// Which PVE template it is made from, chosen among those that the cluster shows, and what is in its guest.
import { type CloneMode, cloneModes, cloudInitNetworks, firstBoots, type SeenTemplate } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { Notice } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useClusters } from '@/features/clusters/queries.ts';
import { CheckField } from './check-field.tsx';
import { SourceWarnings } from './source-warnings.tsx';
import type { TemplateForm } from './use-template-form.ts';

interface FieldsProps {
  readonly form: TemplateForm;
}

export function SourceFields({ form }: FieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <ClusterField form={form} />
        <SourceField form={form} />
      </div>
      <QueryFailure query={form.seen} />
      <Unreachable form={form} />
      <Unread form={form} />
      <div className="grid gap-4 sm:grid-cols-2">
        <DiskField form={form} />
        <CloneModeField form={form} />
      </div>
      <GuestFields form={form} />
      <SourceWarnings warnings={form.warnings} />
    </div>
  );
}

function ClusterField({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const { clusters } = useClusters();
  return (
    <Field id="cluster" label={t('cluster')} error={form.problem('source.cluster')}>
      {(attributes) => (
        <Select
          {...attributes}
          value={form.draft.cluster}
          onChange={(event) => form.change({ cluster: event.target.value, vmid: null })}
        >
          <option value="">{t('choose')}</option>
          {clusters.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
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

function SourceField({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const words = useSeenWords();
  const { seen, chosen } = form;
  const items = seen.data?.items ?? [];
  const { cluster, vmid } = form.draft;
  /** One that is in use and not shown any more stays the choice until another is made. */
  const unseen = vmid !== null && chosen === undefined;
  return (
    <Field
      id="vmid"
      label={t('source')}
      hint={seen.isSuccess && items.length === 0 ? t('noneSeen') : t('sourceHint')}
      error={form.problem('source.vmid')}
    >
      {(attributes) => (
        <Select
          {...attributes}
          disabled={cluster === ''}
          value={vmid === null ? '' : String(vmid)}
          onChange={({ target: { value } }) => form.choose(value === '' ? null : Number(value))}
        >
          <option value="">{t('choose')}</option>
          {unseen ? <option value={String(vmid)}>{t('unseen', { vmid: String(vmid) })}</option> : null}
          {items.map((item) => (
            <option key={item.vmid} value={String(item.vmid)}>
              {words(item)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Unreachable({ form: { seen } }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  if (seen.data?.unreachableSince == null) return null;
  return <Notice kind="warn">{t('clusterAway', { name: seen.data.cluster.name })}</Notice>;
}

/** Nothing is suggested about its guest until the portal knows it. */
function Unread({ form: { chosen } }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  if (chosen?.config !== null) return null;
  return <Notice kind="info">{t('unread')}</Notice>;
}

function DiskField({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const { disk } = form.draft;
  const disks = form.chosen?.config?.disks ?? [];
  const unseen = disk !== '' && !disks.some(({ key }) => key === disk);
  return (
    <Field id="disk" label={t('disk')} hint={t('diskHint')} error={form.problem('source.disk')}>
      {(attributes) => (
        <Select {...attributes} value={disk} onChange={(event) => form.change({ disk: event.target.value })}>
          <option value="">{t('choose')}</option>
          {unseen ? <option value={disk}>{disk}</option> : null}
          {disks.map(({ key, sizeGiB }) => (
            <option key={key} value={key}>
              {t('diskChoice', { key, size: sizeGiB })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

const isCloneMode = (value: string): value is CloneMode => cloneModes.some((mode) => mode === value);

function CloneModeField({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  return (
    <Field id="cloneMode" label={t('cloneMode')} hint={t('cloneModeHint')} error={form.problem('source.cloneMode')}>
      {(attributes) => (
        <Select
          {...attributes}
          value={form.draft.cloneMode}
          onChange={({ target: { value } }) => isCloneMode(value) && form.change({ cloneMode: value })}
        >
          {cloneModes.map((mode) => (
            <option key={mode} value={mode}>
              {t(`cloneModes.${mode}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function GuestFields({ form }: FieldsProps) {
  const t = useTranslations('templateAdmin.form');
  const { draft } = form;
  const firstBoot = (value: string) => firstBoots.find((boot) => boot === value) ?? 'plain';
  const network = (value: string) => cloudInitNetworks.find((one) => one === value) ?? 'dhcp';
  return (
    <>
      <CheckField
        id="guestAgent"
        label={t('guestAgent')}
        hint={t('guestAgentHint')}
        checked={draft.guestAgent}
        error={form.problem('source.guestAgent')}
        onChange={(guestAgent) => form.change({ guestAgent })}
      />
      <CheckField
        id="cloudInit"
        label={t('cloudInit')}
        hint={t('cloudInitHint')}
        checked={draft.cloudInit}
        error={form.problem('source.cloudInit')}
        onChange={(cloudInit) => form.change({ cloudInit })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id="firstBoot" label={t('firstBoot')} hint={t('firstBootHint')} error={form.problem('source.firstBoot')}>
          {(attributes) => (
            <Select
              {...attributes}
              value={draft.firstBoot}
              onChange={(event) => form.change({ firstBoot: firstBoot(event.target.value) })}
            >
              {firstBoots.map((boot) => (
                <option key={boot} value={boot}>
                  {t(`firstBoots.${boot}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {draft.cloudInit ? (
          <Field id="network" label={t('network')} error={form.problem('source.network')}>
            {(attributes) => (
              <Select
                {...attributes}
                value={draft.network}
                onChange={(event) => form.change({ network: network(event.target.value) })}
              >
                {cloudInitNetworks.map((one) => (
                  <option key={one} value={one}>
                    {t(`networks.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
      </div>
    </>
  );
}
