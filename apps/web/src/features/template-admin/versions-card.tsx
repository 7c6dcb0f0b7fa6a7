'use client';
// Every published version, newest first. None ever changes: VMs keep the one that they were made from.
import { requirableTexts, type Template, type TemplateVersionView } from '@portal/types';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { useLeaseText } from '@/features/deployments/lease-text.ts';
import { useSizeTexts } from '@/features/deployments/size-text.ts';
import { useBoundsTexts } from '@/features/templates/bounds-text.ts';
import { leaseEndOf } from '@/features/templates/lease-end.ts';
import { shownAccess } from '@/features/templates/shown-access.ts';
import { useVersions } from './queries.ts';
import { useSourceText } from './source-text.ts';

export function VersionsCard({ template }: { readonly template: Template }) {
  const t = useTranslations('templateAdmin.versions');
  const versions = useVersions(template.id);
  return (
    <Card id="versions" title={t('title')}>
      <p className="text-ink-muted">{t('lead')}</p>
      <ol className="mt-3 flex flex-col divide-y divide-line border-t border-line">
        {versions.map((version) => (
          <Version key={version.version} version={version} current={version.version === template.version} />
        ))}
      </ol>
    </Card>
  );
}

function Version({ version, current }: { readonly version: TemplateVersionView; readonly current: boolean }) {
  const t = useTranslations('templateAdmin.versions');
  const source = useSourceText();
  return (
    <li>
      <details className="group" open={current}>
        <summary className="flex list-none flex-wrap items-center gap-x-4 gap-y-1 rounded-md px-2 py-2.5 hover:bg-sunken/60">
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-ink-muted transition-transform group-open:rotate-90"
          />
          <span className="font-medium">{t('version', { version: version.version })}</span>
          {current ? <Badge tone="good">{t('current')}</Badge> : null}
          <DateTime value={version.publishedAt} />
          <span className="text-ink-muted">{source(version.source)}</span>
        </summary>
        <div className="mx-2 mb-3 rounded-md bg-sunken/70 p-3">
          <Definition version={version} />
        </div>
      </details>
    </li>
  );
}

function Definition({ version }: { readonly version: TemplateVersionView }) {
  const t = useTranslations('templateAdmin');
  const methods = useTranslations('templateAdmin.form.methods');
  const bounds = useBoundsTexts();
  const leaseText = useLeaseText();
  const sizeTexts = useSizeTexts();
  const { source, lease, requires } = version;
  const required = requirableTexts.filter((text) => requires[text]).map((text) => t(`form.requires.${text}`));
  const sizes = version.sizes.map((size) => `${size.name} (${sizeTexts.all(size)})`).join(' · ');
  return (
    <FactList
      facts={[
        [t('form.name'), version.name],
        [t('form.summary'), version.summary],
        [
          t('form.description'),
          <p key="description" className="whitespace-pre-line">
            {version.description}
          </p>,
        ],
        [t('form.operatingSystem'), version.operatingSystem],
        [t('form.included'), version.included.join(' · ')],
        [
          t('form.disk'),
          <code key="disk" className="font-mono text-[0.8125rem]">
            {source.disk}
          </code>,
        ],
        [t('form.cloneMode'), t(`form.cloneModes.${source.cloneMode}`)],
        [t('versions.facts.cloudInit'), t(source.cloudInit ? 'yes' : 'no')],
        [t('versions.facts.guestAgent'), t(source.guestAgent ? 'yes' : 'no')],
        [t('form.firstBoot'), t(`form.firstBoots.${source.firstBoot}`)],
        [t('versions.facts.network'), source.cloudInit ? t(`form.networks.${source.network}`) : null],
        [t('form.vcpus'), bounds.vcpus(version.vcpus)],
        [t('form.memory'), bounds.memory(version.memoryMiB)],
        [t('form.diskSize'), bounds.disk(version.diskGiB)],
        [t('form.sizes.legend'), sizes || null],
        [t('form.lease'), bounds.lease(lease)],
        [t('form.leaseEnd'), t(`form.leaseEnds.${leaseEndOf(lease.graceHours)}`)],
        [t('form.figures.grace'), lease.graceHours ? leaseText(lease.graceHours) : null],
        [t('form.noEnd'), t(lease.noEnd ? 'yes' : 'no')],
        [t('form.restoreHours'), lease.restoreHours ? leaseText(lease.restoreHours) : null],
        [t('form.groups.requires'), required.join(' · ') || null],
        [t('form.requires.ticketPattern'), requires.ticketPattern],
        [
          t('form.access'),
          shownAccess(version.accessMethods)
            .map((method) => methods(method))
            .join(', '),
        ],
        [t('form.loginUser'), version.loginUser],
      ]}
    />
  );
}
