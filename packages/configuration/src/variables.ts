// The environment variables of the portal's processes and commands, and which of their values can work. Each message says
// what is wrong and what to write instead, and none repeats what was written: it may be a secret, or have one in it.
import { productName, type RateLimits } from '@portal/domain';
import { z } from 'zod';
import { accentFault } from './accent.ts';
import { feedUrlFault, retentionVariable } from './audit.ts';
import { authorityVariable } from './authority.ts';
import { ConfigurationError } from './configuration-error.ts';
import { consoleUrlFault } from './console-url.ts';
import { databaseUrlFault } from './database-url.ts';
import { logoVariable } from './logo.ts';
import { type MailVariables, mailFaults, smtpFault } from './mail.ts';
import { groupMapVariable, type SingleSignOnVariables, singleSignOnFaults } from './single-sign-on.ts';
import { ticketUrlFault } from './ticket-url.ts';
import { issuerFault, portalUrlFault } from './web-address.ts';

export type { Logo } from './logo.ts';
export { mailFaults, mailOf } from './mail.ts';
export { type SingleSignOn, singleSignOnFaults, singleSignOnOf } from './single-sign-on.ts';

const text = z.string('is not set').refine((value) => value.trim() === value, {
  error: 'begins or ends with a space or a line end; remove it',
  abort: true,
});

const integer = (least: number, most: number, unit = '') =>
  text
    .regex(/^\d{1,9}$/, `must be a whole number${unit === '' ? '' : ` of ${unit}`}, in digits alone`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/** The highest port that there is; 0 is any free one. */
const port = integer(0, 65_535);

const host = text.regex(
  /^([\w-]+(\.[\w-]+)*|[\da-f]*:[\da-f:.]+(%\w+)?)$/i,
  'must be a host name or an address alone, such as localhost or 0.0.0.0; its port stands in PORT',
);

const faultless = (faultOf: (value: string) => string | null) =>
  text.superRefine((value, context) => {
    const message = faultOf(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

const databaseUrl = faultless(databaseUrlFault);

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const roles = ['rest', 'worker', 'console'] as const;

const rolesSchema = text
  .transform((list) => list.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(roles, `must be ${roles.join(' or ')}, or several with commas between`)).min(1));

const canaryHour = z.union(
  [z.literal('off').transform(() => null), integer(0, 23)],
  'must be an hour from 0 to 23, or off',
);

const warningHours = text.transform((list, context): readonly number[] => {
  const hours = list === 'off' ? [] : list.split(',').map((one) => Number(/^ *(\d{1,3}) *$/.exec(one)?.[1]));
  if (hours.length <= 10 && hours.every((one) => one >= 1 && one <= 720)) return hours;
  const message = 'must be up to ten whole numbers of hours from 1 to 720, with commas between: 72,24,1; or off';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const key = text.regex(
  /^[\w-]{43}$/,
  `must be 32 random bytes in base64url, 43 characters; make it with: node -p "crypto.randomBytes(32).toString('base64url')"`,
);

const keys = (message: string) =>
  text
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().regex(/^[\w-]{43}$/, message)));

const networks = text
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(
    z.array(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        'must be addresses or networks with commas between: 10.1.0.0/16,fd00::/8',
      ),
    ),
  );

const perMinute = integer(10, 100_000_000);
/** One schema a variable. What is left out has the default of whoever reads it. */
export const variables = {
  /** Where people reach the portal, without a slash at its end. */
  PORTAL_URL: faultless(portalUrlFault).transform((value) => new URL(value).origin),
  /** What the installation calls itself. */
  PORTAL_NAME: text
    .max(40, 'must have at most 40 characters')
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'must be one line of text')
    .regex(/^[^:]*$/, 'must have no colon, where authenticator apps end the name'),
  /** What stands beside its name. */
  PORTAL_LOGO_FILE: text.pipe(logoVariable),
  /** The one colour of its main buttons, its links and the focus. */
  PORTAL_ACCENT: faultless(accentFault),
  PORTAL_HOST: host,
  HOST: host,
  PORT: port,
  API_PORT: port,
  // The second simulator takes the next one.
  SIMULATOR_PORT: integer(0, 65_534),
  POSTGRES_PORT: port,
  /** How many reverse proxies of ours stand in front: 0 trusts no `X-Forwarded-For`, 1 its last entry, and so on. */
  TRUSTED_PROXY_HOPS: integer(0, 9),
  AUTH_SECRET: text.min(32, 'must have 32 characters at least; make one with: openssl rand -base64 32'),
  /** Of the OpenID Connect provider, as its discovery document names it. */
  OIDC_ISSUER: faultless(issuerFault),
  OIDC_CLIENT_ID: text.max(255),
  OIDC_CLIENT_SECRET: text.max(1_000),
  /** What the button says. */
  OIDC_LABEL: text.max(60, 'must have at most 60 characters'),
  /** The claim of the ID token that names the groups. */
  OIDC_GROUPS_CLAIM: text.max(255),
  OIDC_SCOPES: text
    .transform((list) => list.split(/\s+/))
    .refine((scopes) => scopes.includes('openid'), 'must have openid among its words: openid profile email'),
  OIDC_GROUP_MAP: text.pipe(groupMapVariable),
  PASSWORD_SIGN_IN: z.enum(['on', 'break-glass'], 'must be on or break-glass'),
  BREAK_GLASS_EMAIL: text.toLowerCase().regex(/^\S+@\S+$/, 'must be the e-mail address of an administrator'),
  /** The server that takes the portal's messages. */
  SMTP_URL: faultless(smtpFault),
  /** Who they are from. */
  SMTP_FROM: text
    .max(320)
    .regex(/^([^<>]*<)?[^\s<>@]+@[^\s<>@]+>?$/, 'must look like Support portal <portal@example.com>'),
  /** Networks beside the public ones that webhooks may send to, there without TLS too. */
  WEBHOOK_ALLOWED_RANGES: networks,
  /** A session that is not used for so long ends. */
  SESSION_IDLE_HOURS: integer(1, 720, 'hours'),
  /** A session ends when it is so old, however much it is used. */
  SESSION_MAX_HOURS: integer(1, 8_760, 'hours'),
  /** Encrypts what must be read again: 32 bytes in base64url. */
  SECRETS_KEY: key,
  /** Earlier ones, which still open what they sealed. */
  SECRETS_RETIRED_KEYS: keys('must be earlier values of SECRETS_KEY, of 43 characters each, with commas between'),
  /** Signs what is sealed of the audit trail: 32 bytes in base64url. */
  AUDIT_SEAL_KEY: key,
  /** Public keys of earlier seal keys, which old seals are signed with. */
  AUDIT_RETIRED_KEYS: keys(
    'must be public keys of 43 characters, as `npm run audit:verify` prints them, with commas between',
  ),
  /** A file outside of the database that each seal is appended to. */
  AUDIT_CHECKPOINT_FILE: text,
  /** Who watches the audit trail elsewhere. */
  AUDIT_FEED_URL: faultless(feedUrlFault),
  AUDIT_FEED_TOKEN: text.max(1_000),
  /** By whose certificates it is recognised; the system's without it. */
  AUDIT_FEED_CA_FILE: text.pipe(authorityVariable),
  /** How long which kinds of rows of the audit trail are kept. */
  AUDIT_RETENTION_DAYS: text.pipe(retentionVariable),
  /** The owner of the tables. */
  DATABASE_URL: databaseUrl,
  /** The application's role: owns nothing. */
  DATABASE_APP_URL: databaseUrl,
  TEST_DATABASE_URL: databaseUrl,
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`),
  ROLES: rolesSchema,
  /** Jobs in hand at once; almost all of them wait for the cluster. */
  WORKER_CONCURRENCY: integer(1, 500),
  /** How long what a worker has in hand stays its own while it says nothing: then others take it up. */
  CLAIM_MS: integer(1_000, 600_000, 'milliseconds'),
  /** How often a cluster is compared with the database. */
  OBSERVE_INTERVAL_MS: integer(250, 3_600_000, 'milliseconds'),
  /** Where browsers connect to the consoles of VMs. */
  CONSOLE_URL: faultless(consoleUrlFault),
  /** Where a ticket is looked up. */
  TICKET_URL: faultless(ticketUrlFault),
  /** A console at which nobody types or points for so long closes. */
  CONSOLE_IDLE_MINUTES: integer(1, 1_440, 'minutes'),
  /** A console that is open for so long closes. */
  CONSOLE_MAX_HOURS: integer(1, 168, 'hours'),
  /** VMs whose leases have ended that are deleted in an hour before an administrator is asked. */
  UNATTENDED_DELETIONS_PER_HOUR: integer(1, 100_000),
  /** The longest that a new API token may last. */
  TOKEN_MAX_DAYS: integer(1, 3_650, 'days'),
  /** Requests a minute: with one API token, of one person, from one network address. */
  RATE_LIMIT_TOKEN: perMinute,
  RATE_LIMIT_PERSON: perMinute,
  RATE_LIMIT_ADDRESS: perMinute,
  /** Live connections that one person opens in a minute. */
  RATE_LIMIT_STREAM: perMinute,
  /** Sign-ins a minute from one network address, right or wrong. */
  RATE_LIMIT_SIGN_IN: perMinute,
  /** Hour of the day at which each template is tried out; null for never. */
  CANARY_HOUR_UTC: canaryHour,
  /** How long before the end of a lease, and of its grace, its owner is warned. */
  LEASE_WARNING_HOURS: warningHours,
} as const;

/** As both processes that answer requests read it. */
export const nameVariable = { PORTAL_NAME: variables.PORTAL_NAME.default(productName) } as const;

/** As both processes that answer requests read them: far above what people at work and their scripts come to. */
export const rateLimitVariables = {
  RATE_LIMIT_TOKEN: variables.RATE_LIMIT_TOKEN.default(6_000),
  RATE_LIMIT_PERSON: variables.RATE_LIMIT_PERSON.default(12_000),
  RATE_LIMIT_ADDRESS: variables.RATE_LIMIT_ADDRESS.default(60_000),
  RATE_LIMIT_STREAM: variables.RATE_LIMIT_STREAM.default(600),
  RATE_LIMIT_SIGN_IN: variables.RATE_LIMIT_SIGN_IN.default(600),
} as const;

export const rateLimitsOf = (given: Readonly<Record<keyof typeof rateLimitVariables, number>>): RateLimits => ({
  token: given.RATE_LIMIT_TOKEN,
  person: given.RATE_LIMIT_PERSON,
  address: given.RATE_LIMIT_ADDRESS,
  stream: given.RATE_LIMIT_STREAM,
  sign_in: given.RATE_LIMIT_SIGN_IN,
});

interface VariableIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

const nameIn = ({ path = [] }: VariableIssue): string => {
  const [first = ''] = path;
  return String(typeof first === 'object' ? first.key : first);
};

/** Everything that is wrong, each under the variable's name. */
export const refuseVariables = (issues: readonly VariableIssue[]): never => {
  throw new ConfigurationError(
    'The environment is not usable:',
    issues.map((issue) => `${nameIn(issue)}: ${issue.message}.`),
  );
};

/** As the processes and commands need them to agree; empty where they do. */
export const togetherFaults = (
  given: SingleSignOnVariables &
    MailVariables & {
      readonly DATABASE_URL?: string | undefined;
      readonly DATABASE_APP_URL?: string | undefined;
    },
): readonly VariableIssue[] => [...databaseFaults(given), ...singleSignOnFaults(given), ...mailFaults(given)];

const databaseFaults = (given: {
  readonly DATABASE_URL?: string | undefined;
  readonly DATABASE_APP_URL?: string | undefined;
}): readonly VariableIssue[] => {
  const { DATABASE_URL: owner, DATABASE_APP_URL: app } = given;
  const path = ['DATABASE_APP_URL'];
  if (app === undefined) return [];
  if (owner === undefined) {
    return [{ path, message: 'is set without DATABASE_URL; set both, or neither for the embedded database' }];
  }
  const userOf = (url: string): string => decodeURIComponent(new URL(url).username);
  if (userOf(owner) !== userOf(app)) return [];
  const message =
    'names the same role as DATABASE_URL; the application must connect as one that owns nothing: portal_app, or leave it out';
  return [{ path, message }];
};
