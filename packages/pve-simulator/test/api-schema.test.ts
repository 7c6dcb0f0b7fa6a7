/**
 * Holds every simulated call against the schema that a real PVE 9.2 reports of itself: the call exists there, takes no
 * parameter that PVE does not know, checks types and limits alike, and asks for the same rights. The schema is test
 * data under a licence of its own and not part of this repository; where it is absent these tests say so and are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ParameterRule } from '../src/http/parameter-schema.ts';
import type { PermissionCheck, Route } from '../src/http/route.ts';
import { routeTable } from '../src/routes/route-table.ts';

const file = new URL('../../../../shared/pve/api-schema-9.2.json', import.meta.url);
const present = existsSync(file);

const numeric = z.coerce.number().optional();
const propertySchema = z.object({
  type: z.string(),
  optional: z.coerce.boolean().optional(),
  enum: z.array(z.string()).optional(),
  minimum: numeric,
  maximum: numeric,
  minLength: numeric,
  maxLength: numeric,
  pattern: z.string().optional(),
  requires: z.string().optional(),
  /** A name, or the grammar of a property string. */
  format: z.unknown().optional(),
});
const methodSchema = z.object({
  protected: z.coerce.boolean().optional(),
  allowtoken: z.coerce.boolean().optional(),
  parameters: z.object({ properties: z.record(z.string(), propertySchema).optional() }).optional(),
  permissions: z.object({ user: z.string().optional(), check: z.array(z.unknown()).optional() }).optional(),
});
const fileSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), methodSchema)) });

/** PVE's notation of a permission. */
function notation(check: PermissionCheck): unknown {
  if (check.kind === 'everybody' || check.kind === 'world') return undefined;
  if (check.kind === 'self') return ['userid-param', 'self'];
  if (check.kind === 'userGroup') {
    return ['userid-group', check.privileges, ...(check.groups === undefined ? [] : ['groups_param', check.groups])];
  }
  if (check.kind !== 'privileges') return [check.kind, ...check.checks.map(notation)];
  const any = check.any === true ? ['any', 1] : [];
  const required = check.requires === undefined ? [] : ['require_param', check.requires];
  return ['perm', check.path, check.privileges, ...any, ...required];
}

type Property = z.infer<typeof propertySchema>;

/** PVE's patterns are Perl's, anchored by whoever tries them; groups and escapes that change nothing are left out. */
function barePattern(pattern: string | undefined): string | undefined {
  return pattern
    ?.replace(/^\(\?\^:\^?(.*?)\$?\)$/, '$1')
    .replace(/^\^|\$$/g, '')
    .replace(/\(\?\^:([^()]*)\)/g, '$1')
    .replace(/^\(\?:([^()]*)\)$/, '$1')
    .replace(/\\([@./])/g, '$1');
}

function comparable(property: Property): unknown {
  const { type, optional = false, enum: values, minimum, maximum, minLength, maxLength, requires } = property;
  const pattern = barePattern(property.pattern);
  const formatted = property.format !== undefined;
  return { type, optional, values, minimum, maximum, minLength, maxLength, requires, pattern, formatted };
}

function asProperty(rule: ParameterRule): Property {
  const { pattern, enum: values, ...rest } = rule;
  return { ...rest, ...(pattern && { pattern: pattern.source }), ...(values && { enum: [...values] }) };
}

function deviations(route: Route, known: z.infer<typeof methodSchema>): string[] {
  const properties = known.parameters?.properties ?? {};
  const ruleOf = (name: string) => route.parameters.rules[name] ?? route.parameters.ruleFor?.(name.replace('[n]', '0'));
  const unknown = Object.keys(route.parameters.rules).filter((name) => properties[name] === undefined);
  const different = Object.entries(properties).flatMap(([name, property]) => {
    const rule = ruleOf(name);
    if (rule === undefined) return [`${name}: undeclared`];
    const [ours, theirs] = [comparable(asProperty(rule)), comparable(property)];
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [`${name}: ${JSON.stringify({ ours, theirs })}`];
  });
  return [...unknown.map((name) => `${name}: unknown to PVE`), ...different];
}

const schema = present ? fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : { paths: {} };

/** Said in the name of each test that is skipped. */
const absence = present ? '' : ' (skipped: no schema at ../shared/pve to compare with)';

/** Calls of real PVE that the schema at hand leaves out; they are built from the sources of pve-manager. */
const beyondTheSchema = new Set(['/nodes/{node}/time', '/access/password']);

for (const route of routeTable(9).filter(({ path }) => !beyondTheSchema.has(path))) {
  test.skipIf(!present)(`${route.method} ${route.path} takes and demands what real PVE does${absence}`, () => {
    const known = schema.paths[route.path]?.[route.method];
    if (known === undefined) throw new Error('real PVE has no such call');
    expect(deviations(route, known)).toEqual([]);
    expect(route.protected ?? false).toBe(known.protected ?? false);
    expect(route.allowToken ?? true).toBe(known.allowtoken ?? false);
    expect(JSON.stringify(notation(route.permission))).toBe(JSON.stringify(known.permissions?.check));
  });
}
