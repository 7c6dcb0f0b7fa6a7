// Roles that the administrator of a world makes over REST, and who has them.
import { administeredPersonSchema, customRoleSchema, problemSchema, type Role } from '@portal/types';
import { expect } from 'vitest';
import type { World } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';

export const reasonOf = async (answer: Response) => problemSchema.parse(await answer.json()).reason;
export const codeOf = async (answer: Response) => (await reasonOf(answer)).code;

export const customRolesOf = async ({ stack, admin }: Pick<World, 'stack' | 'admin'>) => {
  const rest = await restOf(stack, admin);
  const post = (path: string, body: object = {}) => rest('POST', path, { body });

  let made = 0;
  const role = async (base: Role, scopes: readonly string[]) => {
    made += 1;
    return customRoleSchema.parse(await (await post('/roles', { name: `Role ${made}`, base, scopes })).json());
  };

  /** Somebody who has the role. */
  const holder = async (base: Role, scopes: readonly string[]) => {
    const custom = await role(base, scopes);
    const person = await stack.person('support');
    const answer = await post(`/people/${person.principal.userId}/change`, { customRoleId: custom.id });
    expect(administeredPersonSchema.parse(await answer.json())).toMatchObject({
      role: base,
      customRole: { id: custom.id, name: custom.name },
    });
    return { custom, person, rest: await restOf(stack, person) };
  };

  return { rest, post, role, holder };
};
