/** A cluster of another release than its seed says: the version that it reports, and the names of its privileges. */
import type { AclEntry, ClusterSeed } from './cluster-seed.ts';

const versions = { '8.4': '8.4.14', '9.2': '9.2.11' } as const;
export type PveRelease = keyof typeof versions;
export const pveReleases: readonly string[] = Object.keys(versions);

export function isPveRelease(text: string): text is PveRelease {
  return Object.hasOwn(versions, text);
}

/** PVE 9 has split `VM.Monitor` up; asking the agent takes one of the parts. */
function inRelease(nine: boolean): (entry: AclEntry) => AclEntry {
  const renamed = (name: string): string => {
    if (nine) return name === 'VM.Monitor' ? 'VM.GuestAgent.Audit' : name;
    return name.startsWith('VM.GuestAgent.') ? 'VM.Monitor' : name;
  };
  return (entry) => ({ ...entry, privileges: [...new Set(entry.privileges.map(renamed))] });
}

export function asRelease(seed: ClusterSeed, release: PveRelease): ClusterSeed {
  const rename = inRelease(Number.parseInt(release, 10) >= 9);
  return {
    ...seed,
    pveVersion: versions[release],
    tokens: seed.tokens.map((token) => ({ ...token, acl: token.acl.map(rename) })),
    ...(seed.users === undefined ? {} : { users: seed.users.map((user) => ({ ...user, acl: user.acl.map(rename) })) }),
  };
}
