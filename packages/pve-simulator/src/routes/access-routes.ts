/** Pools and the caller's own permissions. */
import { dieError } from '../http/api-error.ts';
import { optionalText, poolIdFormat } from '../http/parameter-formats.ts';
import { assertPrivilege } from '../http/permission-check.ts';
import { type Answer, type Call, everybody, privileges, type Route, route } from '../http/route.ts';
import type { PoolSeed } from '../seed/cluster-seed.ts';
import { guestEntry, type ResourceEntry } from './resource-entries.ts';

function createPool(call: Call): Answer {
  const id = call.parameters.text('poolid');
  if (!call.cluster.quorate) throw dieError("create pool failed: cfs-lock 'file-user_cfg' error: no quorum!");
  if (call.cluster.hasPool(id)) throw dieError(`create pool failed: pool '${id}' already exists`);
  const comment = call.parameters.optionalText('comment');
  call.cluster.addPool(comment === undefined ? { id } : { id, comment });
  return { data: null };
}

const authIdPattern = /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+(?:![A-Za-z][A-Za-z0-9.\-_]+)?$/;
const memberType = { type: 'string', optional: true, enum: ['qemu', 'lxc', 'storage'] } as const;

function members(pool: string, call: Call): ResourceEntry[] {
  const type = call.parameters.optionalText('type');
  if (type !== undefined && type !== 'qemu') return [];
  const figures = call.broadcast.figures();
  return call.cluster.vmsOfPool(pool).map((vm) => guestEntry(vm, figures));
}

function described({ id, comment }: PoolSeed): Record<string, string> {
  return { poolid: id, ...(comment === undefined ? {} : { comment }) };
}

function requirePool(id: string, call: Call): PoolSeed {
  const found = call.cluster.pools.find((pool) => pool.id === id);
  if (found === undefined) throw dieError(`pool '${id}' does not exist`);
  return found;
}

function listPools(call: Call): Answer {
  const only = call.parameters.optionalText('poolid');
  const visible = call.cluster.pools.filter(({ id }) => call.access.may(call.principal, `/pool/${id}`, 'Pool.Audit'));
  if (only === undefined) return { data: visible.map(described) };
  const pool = requirePool(only, call);
  return { data: visible.includes(pool) ? [{ ...described(pool), members: members(only, call) }] : [] };
}

function readPool(call: Call): Answer {
  const id = call.parameters.text('poolid');
  return { data: { ...described(requirePool(id, call)), members: members(id, call) } };
}

const rootPaths = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms'];

/** One's own and those of one's tokens; those of others with a right to look. */
function permissions(call: Call): Answer {
  const path = call.parameters.optionalText('path');
  const { access, cluster } = call;
  const authId = call.parameters.optionalText('userid') ?? call.principal.authId;
  const own = authId === call.principal.authId || authId.startsWith(`${call.principal.authId}!`);
  if (!own) assertPrivilege(call, '/access', 'Sys.Audit');
  const principal = { authId };
  const pooled = cluster.pools.flatMap((pool) => cluster.vmsOfPool(pool.id).map((vm) => `/vms/${vm.vmid}`));
  const paths = path === undefined ? [...rootPaths, ...access.aclPaths(principal), ...pooled] : [path];
  const entries = [...new Set(paths)]
    .map((candidate) => [candidate, access.privileges(principal, candidate)] as const)
    .filter(([, held]) => held.size > 0)
    .map(([candidate, held]) => [
      candidate,
      Object.fromEntries([...held].map(([name, propagate]) => [name, propagate ? 1 : 0])),
    ]);
  return { data: Object.fromEntries(entries) };
}

export const accessRoutes: readonly Route[] = [
  route('GET /pools', {
    permission: everybody,
    takes: { poolid: { ...optionalText, format: poolIdFormat }, type: { ...memberType, requires: 'poolid' } },
    handle: listPools,
  }),
  route('POST /pools', {
    protected: true,
    permission: privileges('/pool/{poolid}', 'Pool.Allocate'),
    takes: { poolid: { type: 'string', format: poolIdFormat }, comment: optionalText },
    handle: createPool,
  }),
  route('GET /pools/{poolid}', {
    permission: privileges('/pool/{poolid}', 'Pool.Audit'),
    takes: { type: memberType },
    handle: readPool,
  }),
  route('GET /access/permissions', {
    permission: everybody,
    takes: { path: optionalText, userid: { ...optionalText, pattern: authIdPattern } },
    handle: permissions,
  }),
];
