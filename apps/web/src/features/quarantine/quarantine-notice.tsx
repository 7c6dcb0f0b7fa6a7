'use client';
// From a quarantined deployment's own page to where it is settled, for those who may look there.
import { useTranslations } from 'next-intl';
import Link from '@/components/link';
import { Notice } from '@/components/notice.tsx';
import { useMe } from '@/features/account/queries.ts';

export function QuarantineNotice({ deploymentId }: { readonly deploymentId: string }) {
  const t = useTranslations('quarantine');
  if (useMe().rights.administration === 'none') return null;
  return (
    <div className="mb-4">
      <Notice kind="warn">
        {t.rich('notice', {
          link: (chunks) => (
            <Link href={`/admin/quarantine#quarantine-${deploymentId}`} className="font-medium underline">
              {chunks}
            </Link>
          ),
        })}
      </Notice>
    </div>
  );
}
