'use client';
// Where a template lies in Proxmox VE, in a few words: "demo · VMID 9000".
import { useFormatter, useTranslations } from 'next-intl';

export const useSourceText = (): ((source: { readonly cluster: string; readonly vmid: number }) => string) => {
  const t = useTranslations('templateAdmin');
  const format = useFormatter();
  // Ids are names, not amounts: no thousands separator.
  return ({ cluster, vmid }) => t('sourceText', { cluster, vmid: format.number(vmid, { useGrouping: false }) });
};
