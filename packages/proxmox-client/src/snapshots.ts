// Snapshots of a VM (`/nodes/{node}/qemu/{vmid}/snapshot…`): of its disks, never of its memory. Each action is a task.
// A snapshot's configuration is never read: PVE gives the password's hash away in it.
import type { GuestRef, GuestSnapshot, Hypervisor } from '@portal/domain';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import { guestPath } from './guests.ts';
import * as wire from './wire.ts';

type SnapshotMethods = Pick<Hypervisor, 'snapshots' | 'createSnapshot' | 'rollbackSnapshot' | 'deleteSnapshot'>;

const listPath = (ref: GuestRef): string => `${guestPath(ref)}/snapshot`;
const pathOf = (ref: GuestRef, name: string): string => `${listPath(ref)}/${encodeURIComponent(name)}`;

/** The machine as it is now, which PVE lists among its snapshots. */
const currentState = 'current';

const stateOf = (snapState: string | undefined): GuestSnapshot['state'] => {
  if (snapState === undefined || snapState === '') return 'ready';
  return snapState === 'delete' ? 'deleting' : 'preparing';
};

const toSnapshot = (row: z.infer<typeof wire.snapshots>[number]): GuestSnapshot => ({
  name: row.name,
  description: row.description ?? '',
  createdAt: row.snaptime === undefined || row.snaptime === 0 ? null : new Date(row.snaptime * 1000),
  parent: row.parent ?? null,
  state: stateOf(row.snapstate),
});

export const createSnapshotMethods = (caller: Caller): SnapshotMethods => ({
  async snapshots(ref, signal) {
    const rows = await caller.call({ method: 'GET', path: listPath(ref) }, wire.snapshots, signal);
    return rows.filter(({ name }) => name !== currentState).map(toSnapshot);
  },
  createSnapshot(ref, name, description, signal) {
    const params = { snapname: name, description, vmstate: 0 };
    return caller.call({ method: 'POST', path: listPath(ref), params }, wire.upid, signal);
  },
  rollbackSnapshot(ref, name, start, signal) {
    const params = { start: start ? 1 : 0 };
    return caller.call({ method: 'POST', path: `${pathOf(ref, name)}/rollback`, params }, wire.upid, signal);
  },
  deleteSnapshot(ref, name, force, signal) {
    const params = force ? { force: 1 } : {};
    return caller.call({ method: 'DELETE', path: pathOf(ref, name), params }, wire.upid, signal);
  },
});
