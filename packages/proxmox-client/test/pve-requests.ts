// What PVE would say against a request: as PVE/JSONSchema.pm checks it, after its server has taken the form apart.
import { formatOf, patternOf } from './pve-formats.ts';
import { type ApiSchema, findMethod, type Schema } from './pve-schema.ts';

export interface SentRequest {
  readonly method: string;
  /** Below `/api2/json`, as it stood on the wire. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** PVE parts pairs at `&` and at `;`, and keeps of each pair what stands between its first and its second `=`. */
export const readForm = (form: string): Record<string, string> => {
  const pairs = form
    .split(/[&;]/)
    .map((pair) => pair.split('='))
    .filter(([, value]) => value !== undefined)
    .map(([key = '', value = '']) => [decode(key), decode(value)]);
  return Object.fromEntries(pairs);
};

/** `scsi0` is described under `scsi[n]`. */
const propertyFor = (properties: Readonly<Record<string, Schema>>, key: string): Schema | undefined =>
  properties[key] ?? properties[key.replace(/\d+$/, '[n]')];

const typeComplaint = ({ type }: Schema, value: string): string | null => {
  if (type === 'boolean' && value !== '0' && value !== '1') return 'no boolean';
  if (type === 'integer' && !/^[+-]?\d+$/.test(value)) return 'no integer';
  if (type === 'number' && !/^[+-]?\d+(?:\.\d+)?$/.test(value)) return 'no number';
  return null;
};

const boundComplaint = (schema: Schema, value: string): string | null => {
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return 'not in the enumeration';
  if (minimum !== undefined && Number(value) < minimum) return `below ${minimum}`;
  if (maximum !== undefined && Number(value) > maximum) return `above ${maximum}`;
  if (minLength !== undefined && value.length < minLength) return `shorter than ${minLength}`;
  if (maxLength !== undefined && value.length > maxLength) return `longer than ${maxLength}`;
  if (pattern !== undefined && !patternOf(pattern).test(value)) return `not like ${pattern}`;
  return null;
};

/** The keys of a property string; its first value may stand without its key. */
const readPropertyString = (format: Readonly<Record<string, Schema>>, text: string): Record<string, string> => {
  const defaultKey = Object.keys(format).find((key) => format[key]?.default_key === true) ?? '';
  const pairs = text.split(',').map((part) => {
    const [key = '', ...value] = part.split('=');
    return value.length === 0 ? [defaultKey, key] : [key, value.join('=')];
  });
  return Object.fromEntries(pairs);
};

const complaintAbout = (schema: Schema | undefined, value: string): string | null => {
  if (schema === undefined) return 'not defined in schema';
  const { format } = schema;
  const simple = typeComplaint(schema, value) ?? boundComplaint(schema, value);
  if (simple !== null || format === undefined) return simple;
  if (typeof format === 'string') return formatOf(format).accepts(value) ? null : `no ${format}`;
  return complaintsAboutAll(format, readPropertyString(format, value)).join('; ') || null;
};

const complaintsAboutAll = (
  properties: Readonly<Record<string, Schema>>,
  given: Readonly<Record<string, string>>,
): readonly string[] => {
  const missing = Object.entries(properties)
    .filter(([key, schema]) => schema.optional !== true && schema.alias === undefined && !(key in given))
    .map(([key]) => `${key} is missing`);
  const wrong = Object.entries(given).flatMap(([key, value]) => {
    const schema = propertyFor(properties, key);
    const complaint = complaintAbout(schema, value);
    const lacks =
      schema?.requires !== undefined && !(schema.requires in given) ? [`${key} requires ${schema.requires}`] : [];
    return complaint === null ? lacks : [`${key} is ${complaint}: ${value}`, ...lacks];
  });
  return [...missing, ...wrong];
};

/** None: PVE would look at the request itself. */
export const complaints = (api: ApiSchema, request: SentRequest): readonly string[] => {
  const found = findMethod(api, request.method, request.path);
  if (found === null) return [`${request.method} ${request.path}: no such path and method`];
  const given = { ...found.values, ...request.parameters };
  const wrong = complaintsAboutAll(found.schema.parameters.properties ?? {}, given);
  const token = found.schema.allowtoken === true ? [] : ['not for API tokens'];
  return [...wrong, ...token].map((complaint) => `${found.name}: ${complaint}`);
};
