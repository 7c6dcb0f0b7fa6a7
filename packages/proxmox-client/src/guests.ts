// VMs: their state, configuration and every action on them (`/nodes/{node}/qemu/{vmid}…`). Actions answer a UPID: the
// task was started, and its exit status alone says whether it did anything.
import type { CloneRequest, ConfigureRequest, GuestRef, GuestStatus, Hypervisor, PowerState } from '@portal/domain';
import { reachableAddresses } from './addresses.ts';
import type { Caller } from './caller.ts';
import { formatDiskSizeGiB } from './disk-size.ts';
import { parseGuestConfig } from './guest-config.ts';
import { joinTags } from './tags.ts';
import * as wire from './wire.ts';

type ReadMethods = Pick<Hypervisor, 'guestStatus' | 'guestConfig' | 'guestAddresses'>;
type ChangeMethods = Pick<Hypervisor, 'clone' | 'configure' | 'resize' | 'destroy'>;
type PowerMethods = Pick<Hypervisor, 'start' | 'stop' | 'shutdown' | 'reboot'>;

const pathOf = (ref: GuestRef): string => `/nodes/${encodeURIComponent(ref.node)}/qemu/${ref.vmid}`;

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

/** One socket, whatever the template had: `cores` are per socket, and the size that was agreed is the whole. */
const configureParams = (request: ConfigureRequest): Record<string, string | number> => {
  const user = request.cloudInit?.user ?? null;
  return {
    cores: request.cores,
    sockets: 1,
    memory: request.memoryMiB,
    ...(request.tags.length === 0 ? { delete: 'tags' } : { tags: joinTags(request.tags) }),
    ...(user === null ? {} : { ciuser: user }),
  };
};

const createReadMethods = (caller: Caller): ReadMethods => ({
  async guestStatus(ref, signal): Promise<GuestStatus> {
    const request = { method: 'GET', path: `${pathOf(ref)}/status/current` } as const;
    const status = await caller.call(request, wire.guestStatus, signal);
    return {
      power: powerOf(status.status, status.qmpstatus),
      lock: status.lock ?? null,
      name: status.name ?? null,
    };
  },
  async guestConfig(ref, signal) {
    const request = { method: 'GET', path: `${pathOf(ref)}/config` } as const;
    return parseGuestConfig(await caller.call(request, wire.guestConfig, signal));
  },
  async guestAddresses(ref, signal) {
    const request = { method: 'GET', path: `${pathOf(ref)}/agent/network-get-interfaces` } as const;
    const { result } = await caller.call(request, wire.agentInterfaces, signal);
    const outside = result.filter(({ name }) => name !== 'lo');
    return reachableAddresses(
      outside.flatMap((device) => (device['ip-addresses'] ?? []).map((entry) => entry['ip-address'])),
    );
  },
});

const createChangeMethods = (caller: Caller): ChangeMethods => ({
  clone(request, signal) {
    const path = `${pathOf(request.source)}/clone`;
    return caller.call({ method: 'POST', path, params: cloneParams(request) }, wire.upid, signal);
  },
  configure(ref, request, signal) {
    const params = configureParams(request);
    return caller.call({ method: 'PUT', path: `${pathOf(ref)}/config`, params }, wire.nothing, signal);
  },
  async resize(ref, disk, sizeGiB, signal) {
    const params = { disk, size: formatDiskSizeGiB(sizeGiB) };
    return caller.call({ method: 'PUT', path: `${pathOf(ref)}/resize`, params }, wire.upid, signal);
  },
  destroy(ref, signal) {
    const params = { purge: 1, 'destroy-unreferenced-disks': 1 };
    return caller.call({ method: 'DELETE', path: pathOf(ref), params }, wire.upid, signal);
  },
});

const createPowerMethods = (caller: Caller): PowerMethods => {
  const power = (ref: GuestRef, action: string, params: Record<string, number>, signal: AbortSignal) =>
    caller.call({ method: 'POST', path: `${pathOf(ref)}/status/${action}`, params }, wire.upid, signal);
  return {
    start: (ref, signal) => power(ref, 'start', {}, signal),
    stop: (ref, signal) => power(ref, 'stop', { 'overrule-shutdown': 1 }, signal),
    shutdown: (ref, timeout, signal) => power(ref, 'shutdown', { timeout, forceStop: 1 }, signal),
    reboot: (ref, timeout, signal) => power(ref, 'reboot', { timeout }, signal),
  };
};

export const createGuestMethods = (caller: Caller): ReadMethods & ChangeMethods & PowerMethods => ({
  ...createReadMethods(caller),
  ...createChangeMethods(caller),
  ...createPowerMethods(caller),
});
