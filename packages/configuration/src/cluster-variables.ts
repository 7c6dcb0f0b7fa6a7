// One cluster in environment variables: the same fields as in a file, under other names, as text.

import type { Environment } from './cluster-configuration.ts';
import type { ClusterEntry } from './cluster-schema.ts';

/** Text that is no number stays text, for the schema to refuse with the variable's name. */
const number = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);
const list = (text: string): unknown => text.split(',').map((name) => name.trim());
const flag = (text: string): unknown => ({ '0': false, '1': true })[text] ?? text;
const plain = (text: string): unknown => text;

type Field = keyof ClusterEntry;

const secretVariable = 'PVE_TOKEN_SECRET';

/** Each variable, the field it stands for, and how its text is read. */
const variables: readonly (readonly [string, Field, (text: string) => unknown])[] = [
  ['PVE_CLUSTER_NAME', 'name', plain],
  ['PVE_URL', 'url', plain],
  ['PVE_TOKEN_ID', 'tokenId', plain],
  [secretVariable, 'tokenSecret', () => ({ env: secretVariable })],
  ['PVE_TLS_CA_FILE', 'tls', (caFile) => ({ caFile })],
  ['PVE_TLS_FINGERPRINT', 'tls', (fingerprint) => ({ fingerprint })],
  ['PVE_TLS_INSECURE', 'tls', (when) => `insecure-${when}`],
  ['PVE_VMID_MIN', 'vmidMin', number],
  ['PVE_VMID_MAX', 'vmidMax', number],
  ['PVE_POOL', 'pool', plain],
  ['PVE_STORAGE', 'storages', list],
  ['PVE_CLONES_PER_STORAGE', 'clonesPerStorage', number],
  ['PVE_CLONES_PER_NODE', 'clonesPerNode', number],
  ['PVE_EXCLUDED_NODES', 'excludedNodes', list],
  ['PVE_MEMORY_HEADROOM_PERCENT', 'memoryHeadroomPercent', number],
  ['PVE_VCPUS_PER_CORE', 'vcpusPerCore', number],
  ['PVE_WHEN_UNREACHABLE', 'whenUnreachable', plain],
  ['PVE_WHEN_FULL', 'whenFull', plain],
  ['PVE_SNAPSHOTS_PER_VM', 'snapshotsPerVm', number],
  ['PVE_SIMULATED', 'simulated', flag],
];

export const variableNames: readonly string[] = variables.map(([name]) => name);

const isSet = (environment: Environment, name: string): boolean => (environment[name] ?? '') !== '';

export const variablesSet = (environment: Environment): readonly string[] =>
  variableNames.filter((name) => isSet(environment, name));

/** Where a fault of the field is mended. */
export const variablesOf = (field: string): string =>
  variables
    .filter(([, name]) => name === field)
    .map(([variable]) => variable)
    .join(', ');

/** What the variables say, for the schema; and what is wrong that a schema of fields cannot see. */
export const entryOf = (
  environment: Environment,
): { readonly entry: unknown; readonly problems: readonly string[] } => {
  const set = variables.filter(([name]) => isSet(environment, name));
  const trusts = set.filter(([, field]) => field === 'tls').map(([name]) => name);
  const fields = set.map(([name, field, read]) => [field, read(environment[name] ?? '')]);
  return {
    entry: { name: 'pve', tokenSecret: { env: secretVariable }, ...Object.fromEntries(fields) },
    problems: [
      ...(trusts.length > 1 ? [`${trusts.join(', ')}: only one of them may be set`] : []),
      ...(isSet(environment, secretVariable) ? [] : [`${secretVariable}: is not set`]),
    ],
  };
};
