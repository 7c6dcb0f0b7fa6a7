/** The right that each option of a configuration takes, as PVE/API2/Qemu.pm asks for them. */
import type { ConfigChange } from '../config/config-change.ts';
import { configOption } from '../config/config-options.ts';
import { type Drive, driveKeyPattern, parseDrive } from '../config/drive.ts';
import { cardOf } from '../config/option-formats.ts';
import { parsePropertyString } from '../config/property-string.ts';
import { dieError, parameterError, permissionError } from '../http/api-error.ts';
import { assertPrivilege } from '../http/permission-check.ts';
import type { Call } from '../http/route.ts';
import { guestHere } from './guest-access.ts';

function assertEither(call: Call, path: string, names: readonly string[]): void {
  if (!names.some((name) => call.access.may(call.principal, path, name))) {
    throw permissionError(`${path}, ${names.join('|')}`);
  }
}

/** Devices of the host are root's, unless an administrator has mapped them. */
function assertDeviceRights(call: Call, key: string, value: string): void {
  const values = parsePropertyString(value, 'host');
  const mapping = values.get('mapping');
  const kind = key.startsWith('usb') ? 'usb' : 'pci';
  if (mapping === undefined) {
    const what = kind === 'usb' ? 'real' : 'non-mapped';
    throw dieError(`only root can set '${key}' config for ${what} devices`);
  }
  assertPrivilege(call, `/mapping/${kind}/${mapping}`, 'Mapping.Use');
}

function assertOptionRight(call: Call, key: string, value: string): void {
  const vms = `/vms/${call.parameters.integer('vmid')}`;
  const group = configOption(key)?.group ?? 'root';
  if (group === 'root') throw dieError(`only root can set '${key}' config`);
  if (group === 'Cloudinit') assertEither(call, vms, ['VM.Config.Cloudinit', 'VM.Config.Network']);
  else if (group === 'Power') assertPrivilege(call, vms, 'VM.PowerMgmt');
  else if (group === 'Startup') {
    assertPrivilege(call, vms, 'VM.Config.Options');
    assertPrivilege(call, '/', 'Sys.Modify');
  } else if (group === 'Device') {
    assertDeviceRights(call, key, value);
    assertPrivilege(call, vms, 'VM.Config.HWType');
  } else {
    if (/^serial\d+$/.test(key) && value !== 'socket' && value !== '') {
      throw dieError(`only root can set '${key}' config for real devices`);
    }
    for (const name of driveRights(call, key, value) ?? [group]) assertPrivilege(call, vms, `VM.Config.${name}`);
  }
}

/** A drive is a disk, a disc, or the one that cloud-init reads, before the change and after it; null for other options. */
function driveRights(call: Call, key: string, value: string): string[] | null {
  if (!driveKeyPattern.test(key) && key !== 'cdrom') return null;
  const before = guestHere(call)?.config[key];
  const drives = [value, String(before ?? '')].filter((text) => text !== '').map((text) => parseDrive(key, text));
  return [...new Set(drives.flatMap(rightsOfDrive))];
}

function rightsOfDrive(drive: Drive): string[] {
  if (drive.cloudInit) return ['Cloudinit', 'CDROM'];
  return drive.cdrom || ['none', 'cdrom'].includes(drive.volume) ? ['CDROM'] : ['Disk'];
}

/** Of a card with a VLAN tag, the right is asked for the tag, and so not given by an entry on the bridge alone. */
export function assertBridgeRight(call: Call, card: string): void {
  const values = cardOf(card);
  const bridge = values.get('bridge');
  if (bridge === undefined) return;
  const tag = values.get('tag');
  const path = `/sdn/zones/localnetwork/${bridge}`;
  assertPrivilege(call, tag === undefined ? path : `${path}/${tag}`, 'SDN.Use');
}

/** Of a new volume the right is asked before the storage is looked for; what is there already names a storage that is. */
function assertStorageRight(call: Call, { storage, volume }: { storage: string; volume: string }): void {
  const seed = call.cluster.storage(storage);
  const isNew = /^\d+(?:\.\d+)?$/.test(volume);
  if (isNew || seed !== undefined) assertPrivilege(call, `/storage/${storage}`, 'Datastore.AllocateSpace');
  if (seed === undefined) throw dieError(`storage '${storage}' does not exist`);
  if (isNew && !seed.content.includes('images')) {
    throw parameterError({ storage: `storage '${storage}' does not support vm images` });
  }
}

/** Using a bridge or a storage takes a right of its own. */
function assertValueRights(call: Call, key: string, value: string): void {
  if (/^net\d+$/.test(key)) {
    assertBridgeRight(call, value);
  }
  const isDrive = configOption(key)?.group === 'Disk' && /\d$/.test(key) && !key.startsWith('virtiofs');
  const parts = isDrive ? /^(?:file=)?([^:,/=]+):([^,]*)/.exec(value) : null;
  if (parts !== null) assertStorageRight(call, { storage: parts[1] ?? '', volume: parts[2] ?? '' });
}

/** Root himself, logged in with his password, may do everything; no token is root. */
export function assertOptionRights(call: Call, change: ConfigChange): void {
  if (call.principal.authId === 'root@pam') return;
  for (const key of [...Object.keys(change.set), ...change.delete, ...change.revert]) {
    const value = change.set[key];
    assertOptionRight(call, key, String(value ?? ''));
    if (value !== undefined) assertValueRights(call, key, String(value));
  }
}
