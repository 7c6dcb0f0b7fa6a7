// What administrators can ask of the roles that they make; auditors may look.
import {
  changeRoleSchema,
  createRoleSchema,
  customRoleIdSchema,
  customRoleListSchema,
  customRoleSchema,
  scopeCatalogSchema,
} from '../custom-roles.ts';
import type { Action } from './define.ts';

const tag = 'roles';

const change = { tag, who: 'administrator', answers: 'role', output: customRoleSchema } as const;

export const roleRows = {
  list: {
    method: 'GET',
    path: '/roles',
    summary: 'List the roles that administrators have made',
    description: 'By name, with how many people have each. For administrators and auditors.',
    tag,
    who: 'overseer',
    output: customRoleListSchema,
  },
  byId: {
    method: 'GET',
    path: '/roles/{id}',
    summary: 'Read one role',
    description: 'One that administrators have made. For administrators and auditors.',
    tag,
    who: 'overseer',
    tagged: true,
    input: customRoleIdSchema,
    output: customRoleSchema,
  },
  create: {
    ...change,
    method: 'POST',
    path: '/roles',
    summary: 'Create a role',
    description:
      'A built-in role, narrowed: whoever has it may do what `base` may, and of that what `scopes` cover. They keep what is about their own account. For administrators; one with such a role gives no more than it has.',
    input: createRoleSchema,
    example: { name: 'Night shift', base: 'support', scopes: ['read', 'deployments:start', 'deployments:stop'] },
  },
  change: {
    ...change,
    method: 'POST',
    path: '/roles/{id}/change',
    summary: 'Change a role',
    description:
      'Its name or its scopes; what is left out stays, and so does the role that it narrows. It counts at once for everybody who has it, for their sessions and tokens too. For administrators.',
    input: changeRoleSchema,
    example: { scopes: ['read'] },
  },
  remove: {
    ...change,
    method: 'DELETE',
    path: '/roles/{id}',
    summary: 'Remove a role',
    description: 'One that nobody has: give its people another one first. For administrators.',
    input: customRoleIdSchema,
  },
  scopes: {
    method: 'GET',
    path: '/scopes',
    summary: 'List the scopes',
    description:
      'What roles are made of, and API tokens but for what a person alone does, by resource. Beside these there are `resource:*`, `read` for whatever changes nothing, and `*`.',
    tag,
    who: 'anybody',
    output: scopeCatalogSchema,
  },
} as const satisfies Record<string, Action>;
