/**
 * Who calls, and what they may do. Rights follow PVE: an entry deeper in the path replaces the ones above it, an entry
 * without `propagate` counts at its own path alone, a VM adds what its pool grants, and a token with privilege
 * separation holds the cut of its own rights and its user's. Tokens are never root@pam, whatever their user.
 */
import type { AclEntry, ClusterSeed, TokenSeed } from '../seed/cluster-seed.ts';

export interface Principal {
  /** `user@realm!token` */
  readonly authId: string;
  readonly userId: string;
  readonly tokenName: string;
}

/** Privilege to its propagate flag. */
export type Privileges = ReadonlyMap<string, boolean>;
const noPrivileges: Privileges = new Map();

function prefixesOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

class CompiledAcl {
  readonly #byPath = new Map<string, Map<string, boolean>>();
  readonly #cache = new Map<string, Privileges>();

  constructor(entries: readonly AclEntry[]) {
    for (const entry of entries) {
      const privileges = this.#byPath.get(entry.path) ?? new Map<string, boolean>();
      for (const name of entry.privileges) privileges.set(name, entry.propagate ?? true);
      this.#byPath.set(entry.path, privileges);
    }
  }

  get paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  /** Paths without an entry of their own share the answer of the nearest one above, so 10,000 VMs cost one walk. */
  at(path: string): Privileges {
    const cut = path.lastIndexOf('/');
    const key = this.#byPath.has(path) || cut < 0 ? path : `${path.slice(0, cut)}/*`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const found = this.#walk(path);
    this.#cache.set(key, found);
    return found;
  }

  #walk(path: string): Privileges {
    let current: Privileges = noPrivileges;
    for (const prefix of prefixesOf(path)) {
      const own = [...(this.#byPath.get(prefix) ?? [])].filter(([, propagate]) => propagate || prefix === path);
      if (own.length > 0) current = new Map(own);
    }
    return current;
  }
}

function union(a: Privileges, b: Privileges): Privileges {
  if (a.size === 0) return b;
  return b.size === 0 ? a : new Map([...a, ...b]);
}

interface TokenRights {
  readonly seed: TokenSeed;
  readonly principal: Principal;
  readonly userKnownAndEnabled: boolean;
  readonly acls: readonly CompiledAcl[];
  readonly unlimited: boolean;
}

const everyPrivilege: Privileges = new Map(
  [
    'Datastore.Allocate',
    'Datastore.AllocateSpace',
    'Datastore.Audit',
    'Pool.Allocate',
    'Pool.Audit',
    'SDN.Audit',
    'SDN.Use',
    'Sys.Audit',
    'Sys.Modify',
    'VM.Allocate',
    'VM.Audit',
    'VM.Clone',
    'VM.Config.CDROM',
    'VM.Config.CPU',
    'VM.Config.Cloudinit',
    'VM.Config.Disk',
    'VM.Config.HWType',
    'VM.Config.Memory',
    'VM.Config.Network',
    'VM.Config.Options',
    'VM.Console',
    'VM.GuestAgent.Audit',
    'VM.GuestAgent.Unrestricted',
    'VM.Migrate',
    'VM.Monitor',
    'VM.PowerMgmt',
    'VM.Snapshot',
    'VM.Snapshot.Rollback',
  ].map((name) => [name, true]),
);

export class AccessControl {
  readonly #tokens = new Map<string, TokenRights>();
  readonly #poolOf: (vmid: number) => string | null;

  constructor(seed: ClusterSeed, poolOf: (vmid: number) => string | null) {
    this.#poolOf = poolOf;
    for (const token of seed.tokens) this.#tokens.set(token.tokenId, compileToken(token, seed));
  }

  /** The caller behind `user@realm!name=secret`, or null: PVE does not say which part was wrong. */
  authenticate(credentials: string): Principal | null {
    const separator = credentials.indexOf('=');
    if (separator < 0) return null;
    const rights = this.#tokens.get(credentials.slice(0, separator));
    if (rights === undefined || rights.seed.secret !== credentials.slice(separator + 1)) return null;
    const expiresAt = rights.seed.expiresAt ?? 0;
    const expired = expiresAt > 0 && expiresAt * 1000 <= Date.now();
    return expired || !rights.userKnownAndEnabled ? null : rights.principal;
  }

  privileges(principal: Principal, path: string): Privileges {
    const rights = this.#tokens.get(principal.authId);
    if (rights === undefined) return noPrivileges;
    if (rights.unlimited) return everyPrivilege;
    const [first, second] = rights.acls.map((acl) => this.#withPool(acl, path));
    if (first === undefined) return noPrivileges;
    return second === undefined ? first : new Map([...first].filter(([name]) => second.has(name)));
  }

  #withPool(acl: CompiledAcl, path: string): Privileges {
    const own = acl.at(path);
    if (!path.startsWith('/vms/')) return own;
    const pool = this.#poolOf(Number(path.slice('/vms/'.length)));
    return pool === null ? own : union(own, acl.at(`/pool/${pool}`));
  }

  /** Asked once a VM by the lists, so it builds nothing. */
  may(principal: Principal, path: string, privilege: string): boolean {
    const rights = this.#tokens.get(principal.authId);
    if (rights === undefined) return false;
    if (rights.unlimited) return everyPrivilege.has(privilege);
    const pool = path.startsWith('/vms/') ? this.#poolOf(Number(path.slice('/vms/'.length))) : null;
    const poolPath = pool === null ? null : `/pool/${pool}`;
    if (rights.acls.length === 0) return false;
    return rights.acls.every(
      (acl) => acl.at(path).has(privilege) || (poolPath !== null && acl.at(poolPath).has(privilege)),
    );
  }

  /** Every path that an entry of the caller names. */
  aclPaths(principal: Principal): string[] {
    const rights = this.#tokens.get(principal.authId);
    return [...new Set((rights?.acls ?? []).flatMap((acl) => [...acl.paths]))];
  }
}

function compileToken(token: TokenSeed, seed: ClusterSeed): TokenRights {
  const separator = token.tokenId.indexOf('!');
  const userId = token.tokenId.slice(0, separator);
  const user = seed.users?.find((candidate) => candidate.userId === userId);
  const separated = token.privilegeSeparation ?? true;
  const own = new CompiledAcl(token.acl);
  const users = user === undefined ? [] : [new CompiledAcl(user.acl)];
  const isRoot = userId === 'root@pam';
  return {
    seed: token,
    principal: { authId: token.tokenId, userId, tokenName: token.tokenId.slice(separator + 1) },
    userKnownAndEnabled: user?.enabled ?? true,
    acls: separated ? [own, ...(isRoot ? [] : users)] : users,
    unlimited: isRoot && !separated,
  };
}
