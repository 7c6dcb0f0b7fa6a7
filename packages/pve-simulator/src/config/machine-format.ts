/** The machine type of a VM (`q35`, `pc-i440fx-9.2+pve1`, `type=q35,viommu=intel`), as PVE checks it. */
import { parsePropertyString } from './property-string.ts';

const machineType =
  /^(?:pc|pc(?:-i440fx)?-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|q35|pc-q35-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|virt(?:-\d+(?:\.\d+)+)?(?:\+pve\d+)?)$/;

export function machineFormat(value: string): string | null {
  const { values, complaint } = parsePropertyString(value, { defaultKey: 'type' });
  if (complaint !== null) return complaint;
  const type = values.get('type');
  return type === undefined || machineType.test(type)
    ? null
    : 'format error\ntype: value does not match the regex pattern\n';
}
