import type { PersonContext, UserPrincipal } from '@portal/domain';
import type { Stack } from './stack.ts';

/** With a session of their own, as whoever has signed in has one. */
export const signedIn = async (
  { owner }: Pick<Stack, 'owner'>,
  { principal: { userId, ...person }, ...actor }: PersonContext,
): Promise<PersonContext & { readonly principal: UserPrincipal }> => {
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO sessions (id, user_id, token, expires_at) VALUES (gen_random_uuid(), $1, gen_random_uuid(), now() + interval '1 hour')
     RETURNING id`,
    [userId],
  );
  return { ...actor, principal: { ...person, kind: 'user', userId, sessionId: rows[0]?.id ?? '' } };
};
