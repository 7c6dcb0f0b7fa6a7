// Whether people sign in at their organisation's own page, and what its groups mean here.
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type GroupMap, type GroupRights, roleRank } from '@portal/domain';
import { z } from 'zod';

const roleSchema = z.custom<GroupRights['role']>((role) => typeof role === 'string' && Object.hasOwn(roleRank, role));

const name = z.string().trim().min(1).max(100);

const groupMapSchema = z
  .record(z.string().min(1), z.strictObject({ role: roleSchema, customRole: name.optional(), team: name.optional() }))
  .refine((map) => Object.keys(map).length > 0);

/** Throws for what is no JSON, and for a file that cannot be read. */
const readGroupMap = (value: string): unknown =>
  JSON.parse(value.startsWith('{') ? value : readFileSync(value, 'utf8'));

const example = `write {"portal-admins": {"role": "admin"}, "helpdesk": {"role": "support", "team": "Voice"}}`;

/** JSON, or the absolute path of a file with it. */
export const groupMapVariable = z.string().transform((value, context): GroupMap => {
  const fault = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!value.startsWith('{') && !isAbsolute(value)) return fault('must be JSON, or the absolute path of a JSON file');
  try {
    const parsed = groupMapSchema.safeParse(readGroupMap(value));
    return parsed.success ? parsed.data : fault(`maps no groups to roles as it should; ${example}`);
  } catch {
    return fault(`cannot be read, or is no valid JSON; ${example}`);
  }
});

export interface SingleSignOn {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its button says: the name of the organisation, or of its sign-in. */
  readonly label: string;
  readonly groupsClaim: string;
  readonly scopes: readonly string[];
  readonly groups: GroupMap;
}

export interface SingleSignOnVariables {
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET?: string | undefined;
  readonly OIDC_LABEL?: string | undefined;
  readonly OIDC_GROUPS_CLAIM?: string | undefined;
  readonly OIDC_SCOPES?: readonly string[] | undefined;
  readonly OIDC_GROUP_MAP?: GroupMap | undefined;
  readonly PASSWORD_SIGN_IN?: 'on' | 'break-glass' | undefined;
  readonly BREAK_GLASS_EMAIL?: string | undefined;
}

const together = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_GROUP_MAP'] as const;

/** As they need to agree; empty where they do. */
export const singleSignOnFaults = (given: SingleSignOnVariables) => {
  const missing = together.filter((name) => given[name] === undefined);
  const faults: { readonly path: readonly string[]; readonly message: string }[] = [];
  if (missing.length > 0 && missing.length < together.length) {
    faults.push(
      ...missing.map((name) => ({ path: [name], message: `is not set; ${together.join(', ')} go together` })),
    );
  }
  if (given.PASSWORD_SIGN_IN !== 'break-glass') return faults;
  if (missing.length > 0) {
    faults.push({ path: ['PASSWORD_SIGN_IN'], message: 'is break-glass without single sign-on: nobody could sign in' });
  }
  if (given.BREAK_GLASS_EMAIL === undefined) {
    const message = 'is not set; name the one administrator whose password still signs in';
    faults.push({ path: ['BREAK_GLASS_EMAIL'], message });
  }
  return faults;
};

/** Null where people sign in with passwords alone. */
export const singleSignOnOf = (given: SingleSignOnVariables): SingleSignOn | null => {
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_GROUP_MAP: groups,
  } = given;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || groups === undefined) return null;
  return {
    ...{ issuer, clientId, clientSecret, groups },
    label: given.OIDC_LABEL ?? new URL(issuer).hostname,
    groupsClaim: given.OIDC_GROUPS_CLAIM ?? 'groups',
    scopes: given.OIDC_SCOPES ?? ['openid', 'profile', 'email'],
  };
};
