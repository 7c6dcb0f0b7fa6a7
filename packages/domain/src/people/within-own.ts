// Rights that somebody gives, or acts on, are within their own.
import { DomainError } from '../errors.ts';
import type { HeldRole } from '../held-role.ts';
import type { ActorContext } from '../principal.ts';
import { refusesBeyond } from './rules.ts';

/** Throws where these are more than whoever acts may give, or act on. */
export const requireWithinOwn = ({ principal }: ActorContext, ...rights: readonly HeldRole[]): void => {
  const refused = refusesBeyond(principal, ...rights);
  if (refused !== null) throw new DomainError('forbidden', refused);
};
