/**
 * Who calls, and what they may do. Rights follow PVE: a VM adds what its pool grants, and a token with privilege
 * separation holds the cut of its own rights and its user's. Tokens are never root@pam, whatever their user. Users and
 * tokens start as the seed has them; what the API changes of them lasts as long as the process.
 */
import { randomUUID } from 'node:crypto';
import type { ClusterSeed, TokenSeed, UserSeed } from '../seed/cluster-seed.ts';
import { CompiledAcl } from './acl.ts';
import { everyPrivilege, noPrivileges, type Privileges } from './privileges.ts';
import { Tickets } from './tickets.ts';

export interface Principal {
  /** `user@realm!token`, or `user@realm` for somebody who logged in. */
  readonly authId: string;
  readonly userId: string;
  readonly isToken: boolean;
}

interface Rights {
  readonly acls: readonly CompiledAcl[];
  readonly unlimited: boolean;
}

interface User {
  readonly userId: string;
  password: string | null;
  /** None for a user that the seed does not list: taken to hold whatever a token of theirs holds. */
  readonly rights: Rights;
  enabled: boolean;
}

interface Token {
  readonly seed: TokenSeed;
  readonly principal: Principal;
  readonly user: User;
  readonly rights: Rights;
}

const root = 'root@pam';
const noRights: Rights = { acls: [], unlimited: false };

export interface NewToken {
  readonly tokenId: string;
  readonly privilegeSeparation: boolean;
  /** Unix seconds; 0 never expires. */
  readonly expiresAt: number;
}

export class AccessControl {
  readonly tickets = new Tickets();
  /** Privileges that an administrator has taken out of every role. */
  readonly withheld = new Set<string>();
  readonly #users = new Map<string, User>();
  readonly #tokens = new Map<string, Token>();
  readonly #poolOf: (vmid: number) => string | null;
  readonly #everything: Privileges;

  constructor(seed: ClusterSeed, majorVersion: number, poolOf: (vmid: number) => string | null) {
    this.#poolOf = poolOf;
    this.#everything = everyPrivilege(majorVersion);
    for (const user of seed.users ?? []) this.#addUser(user);
    for (const token of seed.tokens) this.#addToken(token);
  }

  #addUser(seed: Pick<UserSeed, 'userId'> & Partial<UserSeed>): User {
    const { userId, enabled = true, acl, password = null } = seed;
    const rights = { acls: acl === undefined ? [] : [new CompiledAcl(acl)], unlimited: userId === root };
    const user = { userId, enabled, password, rights };
    this.#users.set(userId, user);
    return user;
  }

  #addToken(seed: TokenSeed): void {
    const userId = seed.tokenId.slice(0, seed.tokenId.indexOf('!'));
    const user = this.#users.get(userId) ?? this.#addUser({ userId });
    const principal = { authId: seed.tokenId, userId, isToken: true };
    this.#tokens.set(seed.tokenId, { seed, principal, user, rights: tokenRights(seed, user) });
  }

  /** The caller behind `user@realm!name=secret`, or null: PVE does not say which part was wrong. */
  authenticate(credentials: string): Principal | null {
    const separator = credentials.indexOf('=');
    if (separator < 0) return null;
    const token = this.#tokens.get(credentials.slice(0, separator));
    if (token === undefined || token.seed.secret !== credentials.slice(separator + 1)) return null;
    const expiresAt = token.seed.expiresAt ?? 0;
    const expired = expiresAt > 0 && expiresAt * 1000 <= Date.now();
    return expired || !token.user.enabled ? null : token.principal;
  }

  /** Somebody with a password, or with an earlier ticket in its place. */
  login(userId: string, password: string): Principal | null {
    const user = this.#users.get(userId);
    if (user === undefined || !user.enabled) return null;
    const known = user.password !== null && user.password === password;
    return known || this.tickets.userOf(password) === userId ? { authId: userId, userId, isToken: false } : null;
  }

  ticketHolder(ticket: string): Principal | null {
    const userId = this.tickets.userOf(ticket);
    const user = userId === null ? undefined : this.#users.get(userId);
    if (userId === null || user === undefined || !user.enabled) return null;
    return { authId: userId, userId, isToken: false };
  }

  hasUser(userId: string): boolean {
    return this.#users.has(userId);
  }

  setUserEnabled(userId: string, enabled: boolean): void {
    const user = this.#users.get(userId);
    if (user !== undefined) user.enabled = enabled;
  }

  setPassword(userId: string, password: string): void {
    const user = this.#users.get(userId);
    if (user !== undefined) user.password = password;
  }

  token(tokenId: string): TokenSeed | null {
    return this.#tokens.get(tokenId)?.seed ?? null;
  }

  /** Makes a token, or a new secret for one, and returns the secret, which nobody is ever told again. */
  createToken({ tokenId, ...rest }: NewToken): string {
    const secret = randomUUID();
    this.#addToken({ tokenId, secret, ...rest, acl: this.#tokens.get(tokenId)?.seed.acl ?? [] });
    return secret;
  }

  updateToken(seed: TokenSeed): void {
    this.#addToken(seed);
  }

  removeToken(tokenId: string): void {
    this.#tokens.delete(tokenId);
  }

  #rightsOf({ authId }: Pick<Principal, 'authId'>): Rights {
    return (this.#tokens.get(authId) ?? this.#users.get(authId))?.rights ?? noRights;
  }

  privileges(principal: Pick<Principal, 'authId'>, path: string): Privileges {
    const rights = this.#rightsOf(principal);
    if (rights.unlimited) return this.#everything;
    const [first, second] = rights.acls.map((acl) => this.#withPool(acl, path));
    if (first === undefined) return noPrivileges;
    const held = second === undefined ? first : cut(first, second);
    return this.withheld.size === 0 ? held : new Map([...held].filter(([name]) => !this.withheld.has(name)));
  }

  #withPool(acl: CompiledAcl, path: string): Privileges {
    const own = acl.at(path);
    if (!path.startsWith('/vms/')) return own;
    const pool = this.#poolOf(Number(path.slice('/vms/'.length)));
    return pool === null ? own : union(own, acl.at(`/pool/${pool}`));
  }

  /** Asked once a VM by the lists, so it builds nothing but the rights. */
  may(principal: Principal, path: string, privilege: string): boolean {
    const { acls, unlimited } = this.#rightsOf(principal);
    if (unlimited) return this.#everything.has(privilege);
    if (acls.length === 0) return false;
    const pool = path.startsWith('/vms/') ? this.#poolOf(Number(path.slice('/vms/'.length))) : null;
    const poolPath = pool === null ? null : `/pool/${pool}`;
    return acls.every((acl) => acl.at(path).has(privilege) || (poolPath !== null && acl.at(poolPath).has(privilege)));
  }

  /** Every path that an entry of the caller names. */
  aclPaths(principal: Pick<Principal, 'authId'>): string[] {
    return [...new Set(this.#rightsOf(principal).acls.flatMap((acl) => [...acl.paths]))];
  }
}

/** Its user's rights, or with separation the cut of its own with those. */
function tokenRights(seed: TokenSeed, user: User): Rights {
  if (!(seed.privilegeSeparation ?? true)) return user.rights;
  return { acls: [new CompiledAcl(seed.acl), ...(user.rights.unlimited ? [] : user.rights.acls)], unlimited: false };
}

/** What one of them does not let propagate does not. */
function cut(a: Privileges, b: Privileges): Privileges {
  const shared = [...a].filter(([name]) => b.has(name));
  return new Map(shared.map(([name, propagate]) => [name, propagate && b.get(name) === true]));
}

function union(a: Privileges, b: Privileges): Privileges {
  if (a.size === 0) return b;
  return b.size === 0 ? a : new Map([...a, ...b]);
}
