// What a client says of the version that its change is meant for (`If-Match`). It travels with the actor and is held in
// the transaction of the change, whose compare-and-set on the version lets one of several writers with one version win.
import { DomainError } from './errors.ts';
import type { ActorContext } from './principal.ts';

/** Why the change is not made: the client means another version than the one that there is. Null where it means this one. */
export const versionRefusal = (
  { expectedVersions }: ActorContext,
  { version }: { readonly version: number },
): DomainError | null => {
  if (expectedVersions === undefined || expectedVersions.includes(version)) return null;
  return new DomainError('precondition_failed');
};
