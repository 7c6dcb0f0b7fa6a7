// Who asks about their own account, and the proof that it is theirs.
import { DomainError } from '../errors.ts';
import type { Passwords } from '../ports/system.ts';
import { type PersonContext, requirePermission, type UserPrincipal } from '../principal.ts';

/** Of a person who is signed in: `oneself` is for nobody else. */
export const asOneself = (actor: PersonContext, action: Parameters<typeof requirePermission>[1]): UserPrincipal => {
  requirePermission(actor, action);
  if (actor.principal.kind !== 'user') throw new Error(`${action} is for whoever is signed in.`);
  return actor.principal;
};

export const wrongField = (field: string, code: 'password_wrong' | 'password_same' | 'code_wrong'): DomainError => {
  const reason = { code, params: {} } as const;
  return new DomainError('invalid_input', reason, { fields: [{ field, reason }] });
};

/** `field`: where it was written. */
export const requirePassword = async (
  passwords: Passwords,
  { principal: { userId, email }, address }: PersonContext,
  password: string,
  field = 'password',
): Promise<void> => {
  const guess = await passwords.check({ userId, email, address, password });
  switch (guess.kind) {
    case 'right':
      return;
    case 'wrong':
      throw wrongField(field, 'password_wrong');
    case 'none':
      throw new DomainError('conflict', { code: 'has_no_password', params: {} });
    case 'wait':
      throw new DomainError('rate_limited', { code: 'too_many_guesses', params: { seconds: guess.seconds } });
  }
};
