/**
 * Holds every simulated call against the schema that a real PVE 9.2 reports of itself: the call exists there, takes no
 * parameter that PVE does not know, checks types and limits alike, and asks for the same rights. The schema is test
 * data under a licence of its own and not part of this repository; where it is absent these tests say so and are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
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
  maxLength: numeric,
});
const methodSchema = z.object({
  parameters: z.object({ properties: z.record(z.string(), propertySchema).optional() }).optional(),
  permissions: z.object({ user: z.string().optional(), check: z.array(z.unknown()).optional() }).optional(),
});
const fileSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), methodSchema)) });

/** PVE's notation of a permission. */
function notation(check: PermissionCheck): unknown {
  if (check.kind === 'everybody') return undefined;
  if (check.kind !== 'privileges') return [check.kind, ...check.checks.map(notation)];
  const any = check.any === true ? ['any', 1] : [];
  const required = check.requires === undefined ? [] : ['require_param', check.requires];
  return ['perm', check.path, check.privileges, ...any, ...required];
}

function deviations(route: Route, known: z.infer<typeof methodSchema>): string[] {
  const found: string[] = [];
  for (const [name, rule] of Object.entries(route.parameters.rules)) {
    const property = known.parameters?.properties?.[name];
    if (property === undefined) {
      found.push(`${name}: unknown to PVE`);
      continue;
    }
    const { type, optional = false, enum: values, minimum, maximum, maxLength } = property;
    const theirs = { type, optional, values, minimum, maximum, maxLength };
    const ours = {
      type: rule.type,
      optional: rule.optional ?? false,
      values: rule.enum && [...rule.enum],
      minimum: rule.minimum,
      maximum: rule.maximum,
      maxLength: rule.maxLength,
    };
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) found.push(`${name}: ${JSON.stringify({ ours, theirs })}`);
  }
  return found;
}

const schema = present ? fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : { paths: {} };

/** Said in the name of each test that is skipped. */
const absence = present ? '' : ' (skipped: no schema at ../shared/pve to compare with)';

for (const route of routeTable(9)) {
  test.skipIf(!present)(`${route.method} ${route.path} takes and demands what real PVE does${absence}`, () => {
    const known = schema.paths[route.path]?.[route.method];
    if (known === undefined) throw new Error('real PVE has no such call');
    expect(deviations(route, known)).toEqual([]);
    expect(JSON.stringify(notation(route.permission))).toBe(JSON.stringify(known.permissions?.check));
  });
}

test.skipIf(!present)(`every configuration option is of the type and within the limits of real PVE${absence}`, () => {
  const path = '/nodes/{node}/qemu/{vmid}/config';
  const route = routeTable(9).find((candidate) => candidate.path === path && candidate.method === 'PUT');
  const wrong: string[] = [];
  for (const [name, property] of Object.entries(schema.paths[path]?.PUT?.parameters?.properties ?? {})) {
    const rule = route?.parameters.ruleFor?.(name.replace('[n]', '0'));
    // Options that the portal never touches are not all declared, and root-only ones end before any check.
    if (rule === undefined || name === 'lock') continue;
    const ours = [rule.type, rule.minimum, rule.maximum, rule.maxLength, rule.enum && [...rule.enum]];
    const theirs = [property.type, property.minimum, property.maximum, property.maxLength, property.enum];
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push(`${name}: ${JSON.stringify({ ours, theirs })}`);
  }
  expect(wrong).toEqual([]);
});
