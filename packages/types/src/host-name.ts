// The name that a VM's guest bears in its network. Windows keeps the first 15 letters of the VM's name.
import type { FirstBoot, TemplateCategory } from './template.ts';

/** Windows cuts its computer name (NetBIOS) to this. */
export const windowsNameLength = 15;

export interface GuestKind {
  readonly category: TemplateCategory;
  readonly firstBoot: FirstBoot;
}

/** Whatever its category: only Windows sets itself up by cloudbase-init or sysprep. */
export const isWindows = ({ category, firstBoot }: GuestKind): boolean =>
  category === 'windows_client' || firstBoot !== 'plain';

export const hostNameOf = (name: string, guest: GuestKind): string =>
  isWindows(guest) ? name.slice(0, windowsNameLength) : name;

/** Windows refuses such a computer name, and its first boot would not end. */
export const isDigitsOnlyOnWindows = (name: string, guest: GuestKind): boolean =>
  isWindows(guest) && /^\d+$/.test(hostNameOf(name, guest));
