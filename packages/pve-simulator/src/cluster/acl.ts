/**
 * A list of access rights, compiled for asking: an entry deeper in the path replaces the ones above it, and an entry
 * without `propagate` counts at its own path alone.
 */
import type { AclEntry } from '../seed/cluster-seed.ts';
import { noPrivileges, type Privileges } from './privileges.ts';

function prefixesOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

export class CompiledAcl {
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
