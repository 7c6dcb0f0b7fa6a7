// VMs: their state, configuration and every action on them (`/nodes/{node}/qemu/{vmid}…`). Actions answer a UPID: the
// task was started, and its exit status alone says whether it did anything.
import {
  type CloneRequest,
  type ConfigureRequest,
  type GuestRef,
  type GuestStatus,
  type Hypervisor,
  HypervisorError,
  type OwnershipTag,
  type PowerState,
} from '@portal/domain';
import { reachableAddresses } from './addresses.ts';
import type { Caller } from './caller.ts';
import { cloudInitParams } from './cloud-init.ts';
import { formatDiskSizeGiB } from './disk-size.ts';
import { saysNothingRecorded, toFigures } from './figures.ts';
import { parseGuestConfig } from './guest-config.ts';
import { leftOf } from './left-disks.ts';
import { parseMac } from './mac.ts';
import { joinTags } from './split-list.ts';
import * as wire from './wire.ts';

type ReadMethods = Pick<
  Hypervisor,
  'guestStatus' | 'guestConfig' | 'guestInterfaces' | 'guestHostName' | 'guestFigures' | 'leftDisks'
>;
type ChangeMethods = Pick<
  Hypervisor,
  'clone' | 'configure' | 'resize' | 'setGuestPassword' | 'writeOwnershipTag' | 'destroy'
>;
type PowerMethods = Pick<Hypervisor, 'start' | 'stop' | 'shutdown' | 'reboot' | 'reset' | 'suspend' | 'resume'>;

export const guestPath = (ref: GuestRef): string => `/nodes/${encodeURIComponent(ref.node)}/qemu/${ref.vmid}`;

/** `status` knows `running` and `stopped`; only QEMU itself tells that a running one is paused. */
export const powerOf = (status: string | undefined, qmpStatus?: string): PowerState => {
  if (status === 'stopped') return 'stopped';
  if (status === 'paused' || status === 'suspended') return 'paused';
  if (status !== 'running') return 'unknown';
  return qmpStatus === 'paused' || qmpStatus === 'suspended' ? 'paused' : 'running';
};

/** `full` is always said: PVE's default differs between templates and other VMs. */
const cloneParams = (request: CloneRequest): Record<string, string | number> => ({
  newid: request.vmid,
  name: request.name,
  description: request.description,
  pool: request.pool,
  full: request.full === null ? 0 : 1,
  ...(request.full === null ? {} : { storage: request.full.storage }),
  ...(request.target === null ? {} : { target: request.target }),
});

/** PVE refuses an empty list of tags; none at all are taken off. */
const tagParams = (tags: readonly string[]): Record<string, string> =>
  tags.length === 0 ? { delete: 'tags' } : { tags: joinTags(tags) };

/** One socket, whatever the template had: `cores` are per socket, and the size that was agreed is the whole. */
const configureParams = (request: ConfigureRequest): Record<string, string | number> => ({
  cores: request.cores,
  sockets: 1,
  memory: request.memoryMiB,
  ...(request.balloonMiB === null ? {} : { balloon: request.balloonMiB }),
  ...tagParams(request.tags),
  ...(request.unprotect === true ? { protection: 0 } : {}),
  ...(request.cloudInit === null ? {} : cloudInitParams(request.cloudInit)),
});

const ownershipParams = (tag: OwnershipTag): Record<string, string> => ({
  description: tag.description,
  ...tagParams(tag.tags),
  ...(tag.digest === null ? {} : { digest: tag.digest }),
});

const createReadMethods = (caller: Caller): ReadMethods => ({
  async guestStatus(ref, signal): Promise<GuestStatus> {
    const request = { method: 'GET', path: `${guestPath(ref)}/status/current` } as const;
    const status = await caller.call(request, wire.guestStatus, signal);
    return {
      power: powerOf(status.status, status.qmpstatus),
      lock: status.lock ?? null,
      name: status.name ?? null,
    };
  },
  async guestConfig(ref, signal, view = 'next') {
    const params = view === 'running' ? { params: { current: 1 } } : {};
    const request = { method: 'GET', path: `${guestPath(ref)}/config`, ...params } as const;
    return parseGuestConfig(await caller.call(request, wire.guestConfig, signal));
  },
  async guestInterfaces(ref, signal) {
    const request = { method: 'GET', path: `${guestPath(ref)}/agent/network-get-interfaces` } as const;
    const { result } = await caller.call(request, wire.agentInterfaces, signal);
    return result
      .filter(({ name }) => name !== 'lo')
      .map((device) => ({
        mac: parseMac(device['hardware-address']),
        addresses: reachableAddresses((device['ip-addresses'] ?? []).map((entry) => entry['ip-address'])),
      }));
  },
  async guestHostName(ref, signal) {
    const request = { method: 'GET', path: `${guestPath(ref)}/agent/get-host-name` } as const;
    return (await caller.call(request, wire.agentHostName, signal)).result['host-name'];
  },
  async guestFigures(ref, timeframe, signal) {
    const params = { timeframe, cf: 'AVERAGE' };
    const request = { method: 'GET', path: `${guestPath(ref)}/rrddata`, params } as const;
    try {
      return toFigures(await caller.call(request, wire.recordedFigures, signal));
    } catch (error) {
      if (saysNothingRecorded(error)) return [];
      throw error;
    }
  },
  async leftDisks({ node, vmid }, { storage, volumes }, signal) {
    const path = `/nodes/${encodeURIComponent(node)}/storage/${encodeURIComponent(storage)}/content`;
    // Without a kind, PVE would look through the backups too.
    const request = { method: 'GET', path, params: { vmid, content: 'images' } } as const;
    const listed = await caller.call(request, wire.storageContent, signal);
    return leftOf(
      volumes,
      listed.map(({ volid }) => volid),
    );
  },
});

/** PVE asks first whether the agent answers: one that did, and to which the socket then opened, may still do what it was told. */
const lostAnswer = /qmp command 'guest-set-user-password' failed(?! - unable to connect)/;

const guestMayHaveActed = (error: unknown): unknown => {
  if (!(error instanceof HypervisorError) || !lostAnswer.test(error.message)) return error;
  const { code, message, reason, call } = error;
  return new HypervisorError(code, message, { maybeDone: true, reason, call });
};

const createChangeMethods = (caller: Caller): ChangeMethods => ({
  clone(request, signal) {
    const path = `${guestPath(request.source)}/clone`;
    return caller.call({ method: 'POST', path, params: cloneParams(request) }, wire.upid, signal);
  },
  configure(ref, request, signal) {
    const params = configureParams(request);
    return caller.call({ method: 'PUT', path: `${guestPath(ref)}/config`, params }, wire.nothing, signal);
  },
  async resize(ref, disk, sizeGiB, signal) {
    const params = { disk, size: formatDiskSizeGiB(sizeGiB) };
    return caller.call({ method: 'PUT', path: `${guestPath(ref)}/resize`, params }, wire.upid, signal);
  },
  async setGuestPassword(ref, { user, password }, signal) {
    const params = { username: user, password };
    const request = { method: 'POST', path: `${guestPath(ref)}/agent/set-user-password`, params } as const;
    try {
      await caller.call(request, wire.nothing, signal);
    } catch (error) {
      throw guestMayHaveActed(error);
    }
  },
  writeOwnershipTag(ref, tag, signal) {
    const request = { method: 'PUT', path: `${guestPath(ref)}/config`, params: ownershipParams(tag) } as const;
    return caller.call(request, wire.nothing, signal);
  },
  destroy(ref, signal) {
    // The VM's own disks alone: others that bear its id may be another cluster's, or kept on purpose.
    const params = { purge: 1, 'destroy-unreferenced-disks': 0 };
    return caller.call({ method: 'DELETE', path: guestPath(ref), params }, wire.upid, signal);
  },
});

/**
 * Since qemu-server 8.1.2 (PVE 8.2). Asked of the node itself rather than of the version: nodes are upgraded one by one,
 * and an unknown parameter is refused before anything is done. Without it a waiting shutdown must end first.
 */
const overruleShutdown = 'overrule-shutdown';

const isUnknownParameter = (error: unknown, name: string): boolean =>
  error instanceof HypervisorError &&
  error.code === 'invalid_request' &&
  error.message.includes(`${name}: property is not defined in schema`);

const createPowerMethods = (caller: Caller): PowerMethods => {
  const power = (ref: GuestRef, action: string, params: Record<string, number>, signal: AbortSignal) =>
    caller.call({ method: 'POST', path: `${guestPath(ref)}/status/${action}`, params }, wire.upid, signal);
  return {
    start: (ref, signal) => power(ref, 'start', {}, signal),
    async stop(ref, signal) {
      try {
        return await power(ref, 'stop', { [overruleShutdown]: 1 }, signal);
      } catch (error) {
        if (!isUnknownParameter(error, overruleShutdown)) throw error;
        return power(ref, 'stop', {}, signal);
      }
    },
    shutdown: (ref, timeout, signal) => power(ref, 'shutdown', { timeout, forceStop: 1 }, signal),
    reboot: (ref, timeout, signal) => power(ref, 'reboot', { timeout }, signal),
    reset: (ref, signal) => power(ref, 'reset', {}, signal),
    suspend: (ref, signal) => power(ref, 'suspend', {}, signal),
    resume: (ref, signal) => power(ref, 'resume', {}, signal),
  };
};

export const createGuestMethods = (caller: Caller): ReadMethods & ChangeMethods & PowerMethods => ({
  ...createReadMethods(caller),
  ...createChangeMethods(caller),
  ...createPowerMethods(caller),
});
