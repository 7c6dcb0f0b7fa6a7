// PVE's own description of its API, as far as these tests read it, and which of its methods a request is for.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { referenceFolder } from './reference.ts';

/** Perl's truth: 0, 1, "0", "1". */
const truth = z.union([z.boolean(), z.number(), z.string()]).transform((value) => Number(value) === 1);
const bound = z.coerce.number();

const schemaNode = z.object({
  /** A few methods say a whole schema where a type should stand. */
  type: z.string().optional().catch(undefined),
  optional: truth.optional(),
  enum: z.array(z.coerce.string()).optional(),
  minimum: bound.optional(),
  maximum: bound.optional(),
  minLength: bound.optional(),
  maxLength: bound.optional(),
  pattern: z.string().optional(),
  requires: z.string().optional(),
  default_key: truth.optional(),
  /** In a property string: another spelling of this key. */
  alias: z.string().optional(),
  /** A name, or the keys of a property string. */
  get format() {
    return z.union([z.string(), z.record(z.string(), schemaNode)]).optional();
  },
  get properties() {
    return z.record(z.string(), schemaNode).optional();
  },
  get items() {
    return schemaNode.optional();
  },
});
export type Schema = z.infer<typeof schemaNode>;

const methodSchema = z.object({ allowtoken: truth.optional(), parameters: schemaNode, returns: schemaNode });
type MethodSchema = z.infer<typeof methodSchema>;

const apiSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), methodSchema)) });
export type ApiSchema = z.infer<typeof apiSchema>['paths'];

/** The excerpt leaves this one out; written after PVE/API2/Nodes.pm. */
const nodeTime: MethodSchema = {
  allowtoken: true,
  parameters: { properties: { node: { type: 'string', format: 'pve-node' } } },
  returns: {
    type: 'object',
    properties: {
      timezone: { type: 'string' },
      time: { type: 'integer', minimum: 1_297_163_644 },
      localtime: { type: 'integer', minimum: 1_297_163_644 },
    },
  },
};

/** Null where absent. */
export const readApiSchema = (): ApiSchema | null => {
  const file = join(referenceFolder, 'api-schema-9.2.json');
  if (!existsSync(file)) return null;
  const { paths } = apiSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { '/nodes/{node}/time': { GET: nodeTime }, ...paths };
};

export interface FoundMethod {
  /** `GET /nodes/{node}/qemu/{vmid}/config` */
  readonly name: string;
  readonly schema: MethodSchema;
  /** The values of the braces. */
  readonly values: Readonly<Record<string, string>>;
}

/** `/nodes/{node}/qemu/{vmid}` against `/nodes/pve1/qemu/100`. */
const matchPath = (template: string, path: string): Record<string, string> | null => {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name !== undefined) values[name] = decodeURIComponent(value);
    else if (segment !== value) return null;
  }
  return values;
};

export const findMethod = (api: ApiSchema, method: string, path: string): FoundMethod | null => {
  for (const [template, methods] of Object.entries(api)) {
    const values = matchPath(template, path);
    const schema = methods[method];
    if (values !== null && schema !== undefined) return { name: `${method} ${template}`, schema, values };
  }
  return null;
};
