// Takes everything that the filters select along, as a file.
import { auditExportFormats, type ListAudit } from '@portal/types';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { exportHref } from './audit-search.ts';

export function AuditExport({ filter }: { readonly filter: ListAudit }) {
  const t = useTranslations('audit.export');
  const refusal = useLeftOut()('audit.export');
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-ink-muted">
      <Download aria-hidden className="size-4" />
      {t('lead')}
      {auditExportFormats.map((format) =>
        refusal === undefined ? (
          <a key={format} href={exportHref(filter, format)} download className="text-accent-ink hover:underline">
            {t(format)}
          </a>
        ) : (
          <Button key={format} size="sm" refusal={refusal}>
            {t(format)}
          </Button>
        ),
      )}
    </div>
  );
}
