/**
 * The named formats of PVE's schema that the simulated calls use. Each gives the complaint that PVE gives (it ends in
 * a newline there as well), or null.
 */
import { isIP } from 'node:net';
import type { ParameterRule } from './parameter-schema.ts';

type Format = (value: string) => string | null;

function matching(pattern: RegExp, complaint: (value: string) => string): Format {
  return (value) => (pattern.test(value) ? null : complaint(value));
}

const vmidFormat = matching(/^[1-9][0-9]{2,8}$/, () => 'value does not look like a valid VM ID\n');

const hostLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
export const dnsNameFormat = matching(
  new RegExp(`^(?:${hostLabel}\\.)*${hostLabel}$`),
  () => 'value does not look like a valid DNS name\n',
);
export const nodeNameFormat = matching(
  new RegExp(`^${hostLabel}$`),
  (value) => `node name '${value}' does not look like a valid node name\n`,
);
export const configIdFormat = matching(/^[a-z][a-z0-9_-]+$/i, (value) => `invalid configuration ID '${value}'\n`);
export const poolIdFormat = matching(
  /^[A-Za-z0-9\-_]+(?:\/[A-Za-z0-9\-_]+){0,2}$/,
  (value) => `value '${value}' does not look like a valid pool name\n`,
);
export const storageIdFormat = matching(
  /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i,
  (value) => `storage ID '${value}' contains illegal characters\n`,
);

const storagePairFormat = matching(
  /^[a-z][a-z0-9\-_.]*[a-z0-9](?::[a-z][a-z0-9\-_.]*[a-z0-9])?$|^1$/i,
  (value) => `unable to parse pair '${value}'\n`,
);

export const cidrFormat: Format = (value) => {
  const [address = '', bits = ''] = value.split('/');
  const family = isIP(address);
  const widest = family === 4 ? 32 : 128;
  const good = family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= widest;
  return good ? null : 'value does not look like a valid CIDR network\n';
};

export function splitList(value: string): string[] {
  return value.split(/[,;\s]+/).filter((item) => item !== '');
}

export const tagListFormat: Format = (value) =>
  splitList(value).every((tag) => /^[a-z0-9_][a-z0-9_\-+.]*$/i.test(tag)) ? null : 'invalid characters in tag\n';

function listOf(format: Format): Format {
  return (value) => splitList(value).reduce<string | null>((found, item) => found ?? format(item), null);
}

function oneOf(values: readonly string[], complaint: (value: string) => string): Format {
  return (value) => (values.includes(value) ? null : complaint(value));
}

const userIdFormat = matching(
  /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/,
  (value) => `value '${value}' does not look like a valid user name\n`,
);
export const realmFormat = matching(/^[A-Za-z][A-Za-z0-9.\-_]+$/, () => 'value does not look like a valid realm\n');
export const groupIdListFormat = listOf(
  matching(/^[A-Za-z0-9.\-_]+$/, () => 'group name contains invalid characters\n'),
);
export const privilegeListFormat = listOf(
  matching(/^[A-Za-z][A-Za-z.]*$/, (value) => `invalid privilege '${value}'\n`),
);
export const emailFormat = matching(/^$|^[^\s@]+@[^\s@]+$/, () => 'value does not look like a valid email address\n');

const storageContents = ['images', 'rootdir', 'vztmpl', 'iso', 'backup', 'snippets', 'none', 'import'];
export const storageContentFormat = oneOf(storageContents, (value) => `invalid content type '${value}'\n`);
export const storageContentListFormat = listOf(storageContentFormat);
const taskStatusFormat = oneOf(
  ['ok', 'error', 'warning', 'unknown'],
  (value) => `value '${value}' does not look like a valid task status\n`,
);
export const taskStatusListFormat = listOf(taskStatusFormat);
export const configIdListFormat = listOf(configIdFormat);
export const storagePairListFormat = listOf(storagePairFormat);

export const urlEncodedFormat = matching(
  /^[-%a-zA-Z0-9_.!~*'()]*$/,
  (value) => `invalid urlencoded string: ${value}\n`,
);

export const nodeRule: ParameterRule = { type: 'string', format: nodeNameFormat };
export const vmidRule: ParameterRule = { type: 'integer', format: vmidFormat, minimum: 100, maximum: 999_999_999 };
export const optionalFlag: ParameterRule = { type: 'boolean', optional: true };
export const optionalText: ParameterRule = { type: 'string', optional: true };
export const optionalCount: ParameterRule = { type: 'integer', optional: true, minimum: 0 };
export const snapshotNameRule: ParameterRule = { type: 'string', maxLength: 40, format: configIdFormat };
export const userRule: ParameterRule = { type: 'string', maxLength: 64, format: userIdFormat };

/** The parameters that stand in paths. */
export const pathRules: Readonly<Record<string, ParameterRule>> = {
  node: nodeRule,
  vmid: vmidRule,
  storage: { type: 'string', format: storageIdFormat },
  upid: { type: 'string' },
  snapname: snapshotNameRule,
  poolid: { type: 'string', format: poolIdFormat },
  userid: userRule,
  tokenid: { type: 'string', pattern: /^[A-Za-z][A-Za-z0-9.\-_]+$/ },
};
