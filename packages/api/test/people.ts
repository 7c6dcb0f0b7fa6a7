// People of the tests of the wire, and what each of them signs in with.
import type { TokenPrincipal, UserPrincipal } from '@portal/domain';
import type { Role } from '@portal/types';

const voice = { id: '019ac2ee-0002-7a00-8000-000000000002', name: 'Voice support' };
const desktop = { id: '019ac2ee-0002-7a00-8000-000000000003', name: 'Desktop support' };

const personId = (number: number) => `019ac2ee-0001-7a00-8000-${String(number).padStart(12, '0')}`;

const person = (number: number, name: string, role: Role, team: typeof voice | null): UserPrincipal => ({
  kind: 'user',
  sessionId: `s-${number}`,
  userId: personId(number),
  name,
  email: `${name.toLowerCase()}@example.com`,
  role,
  team,
});

export const people = {
  sam: person(1, 'Sam', 'support', voice),
  dana: person(2, 'Dana', 'support', desktop),
  leo: person(3, 'Leo', 'lead', voice),
  olga: person(4, 'Olga', 'auditor', null),
  ada: person(5, 'Ada', 'admin', null),
} as const satisfies Record<string, UserPrincipal>;
export type PersonName = keyof typeof people;
const personNames = ['sam', 'dana', 'leo', 'olga', 'ada'] as const satisfies readonly PersonName[];

/** `token-sam` is Sam's API token, and `session=sam` Sam's cookie. */
export const tokenOf = (name: PersonName): string => `token-${name}`;
export const cookieOf = (name: PersonName): string => `session=${name}`;

const namedIn = (text: string, form: RegExp): PersonName | undefined => {
  const found = form.exec(text)?.[1];
  return personNames.find((name) => name === found);
};

export const resolveToken = async (bearer: string): Promise<TokenPrincipal | null> => {
  const name = namedIn(bearer, /^token-(\w+)$/);
  return name === undefined
    ? null
    : { ...people[name], kind: 'token', tokenId: `t-${name}`, tokenName: 'tests', scopes: null };
};

export const resolveSession = async (headers: Headers): Promise<UserPrincipal | null> => {
  const name = namedIn(headers.get('cookie') ?? '', /session=(\w+)/);
  return name === undefined ? null : people[name];
};
