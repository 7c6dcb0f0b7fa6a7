/**
 * `npm run admin -- tokens …`: API tokens listed, made and revoked, by the portal's own rules, as the job `admin-command`.
 */
import {
  createTokenChanges,
  type Directory,
  DomainError,
  systemActor,
  type TokenRecord,
  type TokenStore,
} from '@portal/domain';
import { createTokenSchema, everyScope, readScope } from '@portal/types';
import { askedOf } from '../command-options.ts';
import { complain, say } from '../say.ts';
import { personWith, tell } from './admin-people.ts';
import { onPortal } from './on-portal.ts';

const usage = `npm run admin -- tokens list [ADDRESS]
npm run admin -- tokens create ADDRESS --name NAME [--scopes SCOPE,…] [--days DAYS] [--from NETWORK,…]
npm run admin -- tokens revoke ID

ADDRESS is the e-mail address of the person whose token it is; without scopes it can read and no more. The token is printed
this once. ID is what the list begins with.`;

const done = 0;
const unusable = 2;
const actor = systemActor('admin-command');

const knownOptions = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
  from: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export interface TokenCommand {
  readonly directory: Directory;
  readonly tokens: TokenStore;
  readonly changes: ReturnType<typeof createTokenChanges>;
}

type Options = Readonly<Partial<Record<'name' | 'scopes' | 'days' | 'from', string | undefined>>>;
type Verb = (portal: TokenCommand, about: string, options: Options) => Promise<string>;

export async function administerTokens(args: readonly string[]): Promise<number> {
  if (askedOf(args, knownOptions)?.values.help === true) {
    say(usage);
    return done;
  }
  return onPortal('admin-command', async ({ database: { directory, tokens, unitOfWork }, tokenMaxDays }) => {
    const { systemClock: clock, systemIds: ids } = await import('@portal/db/system');
    const policy = tokenMaxDays === undefined ? {} : { tokenPolicy: { maxDays: tokenMaxDays } };
    const changes = createTokenChanges({ tokens, unitOfWork, clock, ids, ...policy });
    return carryOutOnTokens({ directory, tokens, changes }, args);
  });
}

export async function carryOutOnTokens(portal: TokenCommand, args: readonly string[]): Promise<number> {
  const asked = askedOf(args, knownOptions);
  const [name = '', about = '', ...more] = asked?.positionals ?? [];
  const verb = verbs[name];
  if (asked === null || verb === undefined || more.length > 0 || (about === '' && name !== 'list')) {
    complain(usage);
    return unusable;
  }
  return tell(() => verb(portal, about, asked.values));
}

const listOf = (text: string | undefined): string[] | undefined => text?.split(',').map((part) => part.trim());

const verbs: Readonly<Record<string, Verb>> = {
  async list({ directory, tokens }, address) {
    const ownerId = address === '' ? null : (await personWith(directory, address)).id;
    return (await usable(tokens, ownerId)).map(lineOf).join('\n');
  },

  async create({ directory, changes }, address, { name, scopes, days, from }) {
    const owner = await personWith(directory, address);
    const addresses = listOf(from);
    const input = createTokenSchema.parse({
      name,
      scopes: listOf(scopes) ?? [readScope],
      ...(days !== undefined && { days: Number(days) }),
      ...(addresses !== undefined && { addresses }),
    });
    const terms = changes.termsOf(input);
    const { token } = await changes.create(actor, { ownerId: owner.id, name: input.name }, terms);
    return `${input.name} is a token of ${owner.name} until ${terms.expiresAt.toISOString()}. It is printed this once:\n${token}`;
  },

  async revoke({ tokens, changes }, id) {
    const token = await tokens.byId(id);
    if (token === null) throw new DomainError('not_found', { code: 'no_such', params: { what: 'token' } });
    const also = await changes.revoke(actor, token);
    const made = also.length === 0 ? '' : ` So are ${also.length} that were made with it: ${also.join(', ')}.`;
    return `${token.name} of ${token.owner.name} is revoked.${made}`;
  },
};

const lineOf = ({ id, prefix, name, owner, scopes, expiresAt, lastUsedAt }: TokenRecord): string =>
  [
    id,
    `ppt_${prefix}`,
    name,
    owner.name,
    (scopes ?? [everyScope]).join(','),
    expiresAt?.toISOString() ?? '-',
    lastUsedAt?.toISOString() ?? '-',
  ].join('\t');

const pageSize = 100;

async function usable(tokens: TokenStore, ownerId: string | null): Promise<readonly TokenRecord[]> {
  const found: TokenRecord[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<TokenStore['list']>> = await tokens.list({
      ...{ ownerId, onlyUsable: true, limit: pageSize },
      ...(cursor !== null && { cursor }),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
