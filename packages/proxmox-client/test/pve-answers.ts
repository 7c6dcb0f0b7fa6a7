// Answers that PVE's schema allows a method to give: with nothing but what it promises, with everything it knows, with
// each value of each enumeration, and with numbers written as numbers or as text (PVE does both, as it likes).
import { formatOf, samplePattern } from './pve-formats.ts';
import type { FoundMethod, Schema } from './pve-schema.ts';

type Numbers = 'as numbers' | 'as text';
type Keys = 'promised keys' | 'every key';

interface Form {
  readonly keys: Keys;
  readonly numbers: Numbers;
}

export const sampleUpid = 'UPID:pve1:000002AB:00049FA8:6B02AF15:qmclone:9000:portal@pve!portal:';

/** Where the schema says no more than `string`, but the value has a form: task ids, and nothing else that is read. */
const plainText = (key: string): string => (key === '' || key === 'upid' ? sampleUpid : 'text');

const propertyString = (format: Readonly<Record<string, Schema>>, form: Form): string =>
  Object.entries(format)
    .filter(([, schema]) => schema.alias === undefined && isTold(schema, form))
    .map(([key, schema]) => `${key}=${sampleOf(schema, key, form)}`)
    .join(',');

const isTold = (schema: Schema, form: Form): boolean => form.keys === 'every key' || schema.optional !== true;

const sampleText = (schema: Schema, key: string, form: Form): string => {
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  if (typeof schema.format === 'string') return formatOf(schema.format).sample;
  if (schema.format !== undefined) return propertyString(schema.format, { ...form, keys: 'every key' });
  return schema.pattern === undefined ? plainText(key) : samplePattern(schema.pattern);
};

const sampleObject = (schema: Schema, form: Form): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([, property]) => isTold(property, form))
      .map(([key, property]) => [key.replace('[n]', '0'), sampleOf(property, key, form)]),
  );

const sampleOf = (schema: Schema, key: string, form: Form): unknown => {
  const write = (value: number): unknown => (form.numbers === 'as text' ? String(value) : value);
  switch (schema.type) {
    case 'null':
      return null;
    case 'boolean':
      return write(1);
    case 'integer':
      return write(Math.max(schema.minimum ?? 1, 1));
    case 'number':
      return write((schema.minimum ?? 0) + 0.5);
    case 'array':
      return schema.items === undefined ? [] : [sampleOf(schema.items, key, form)];
    case 'object':
      return sampleObject(schema, form);
    case 'string':
      return sampleText(schema, key, form);
    default:
      throw new Error(`no type for '${key}'`);
  }
};

export interface GeneratedAnswer {
  readonly name: string;
  readonly data: unknown;
}

const forms: readonly Form[] = (['promised keys', 'every key'] as const).flatMap((keys) =>
  (['as numbers', 'as text'] as const).map((numbers) => ({ keys, numbers })),
);

interface Narrowed {
  readonly name: string;
  readonly schema: Schema;
}

/** Once for each value of each enumeration in it, however deep: the schema with that enumeration reduced to that value. */
const withEachValue = (schema: Schema, key: string): readonly Narrowed[] => [
  ...(schema.enum ?? []).map((value) => ({ name: `${key}=${value}`, schema: { ...schema, enum: [value] } })),
  ...(schema.items === undefined ? [] : withEachValue(schema.items, key)).map((narrowed) => ({
    name: narrowed.name,
    schema: { ...schema, items: narrowed.schema },
  })),
  ...Object.entries(schema.properties ?? {}).flatMap(([property, inner]) =>
    withEachValue(inner, property).map((narrowed) => ({
      name: narrowed.name,
      schema: { ...schema, properties: { ...schema.properties, [property]: narrowed.schema } },
    })),
  ),
];

/**
 * Keys that the schema calls optional for the sake of other kinds of row, and that PVE writes into every row of this
 * kind (docs/proxmox-behaviour.md: a fresh clone lacks name, size and template flag, never these).
 */
const promisedByKind: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'GET /cluster/resources': {
    qemu: ['vmid', 'node'],
    node: ['node'],
    storage: ['storage', 'node'],
  },
};

const keepPromises = (method: string, row: Schema): Schema => {
  const kind = row.properties?.type?.enum?.[0] ?? '';
  const promised = promisedByKind[method]?.[kind] ?? [];
  const kept = promised.map((key) => [key, { ...row.properties?.[key], optional: false }]);
  return { ...row, properties: { ...row.properties, ...Object.fromEntries(kept) } };
};

/** What the schema leaves open (or, of the next id, says too little about), after docs/proxmox-behaviour.md and PVE's recorded answers. */
const opaque: Readonly<Record<string, readonly unknown[]>> = {
  'GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces': [
    { result: [] },
    { result: [{ name: 'lo' }, { name: 'eth0', 'ip-addresses': [{ 'ip-address': '192.0.2.7' }] }] },
  ],
  'GET /nodes/{node}/qemu/{vmid}/agent/get-host-name': [{ result: { 'host-name': '(none)' } }],
  'POST /nodes/{node}/qemu/{vmid}/agent/set-user-password': [{ result: {} }],
  'GET /nodes/{node}/qemu/{vmid}/rrddata': [
    [],
    [{ time: 1_764_345_600 }, { time: '1764345660', maxcpu: 2, maxmem: 4_294_967_296, maxdisk: 0, disk: 0 }],
    [
      {
        time: 1_764_345_720,
        cpu: '0.0231',
        mem: 1_610_612_736.5,
        memhost: 1,
        netin: 0,
        netout: 1e-3,
        diskread: 0,
        diskwrite: 7.5,
      },
    ],
  ],
  'GET /cluster/nextid': ['5000', 5000],
  'GET /access/permissions': [{}, { '/': { 'Sys.Audit': 1 }, '/vms': { 'VM.Audit': '0' } }],
};

export const answersOf = ({ name, schema: { returns } }: FoundMethod): readonly GeneratedAnswer[] => {
  const open = opaque[name];
  if (open !== undefined) return open.map((data, index) => ({ name: `${name}, case ${index}`, data }));
  if (returns.type === 'object' && returns.properties === undefined) throw new Error(`${name}: what does it answer?`);
  const isList = returns.type === 'array';
  const row = isList ? returns.items : returns;
  if (row === undefined) throw new Error(`${name}: a list of what?`);
  const narrowed = [{ name: 'as it comes', schema: row }, ...withEachValue(row, '')];
  const answers = narrowed.flatMap((variant) =>
    forms.map((form) => {
      const sample = sampleOf(keepPromises(name, variant.schema), '', form);
      const data = isList ? [sample] : sample;
      return { name: `${name}: ${variant.name}, ${form.keys}, numbers ${form.numbers}`, data };
    }),
  );
  return isList ? [{ name: `${name}: empty`, data: [] }, ...answers] : answers;
};
