// The committed document is the one that the code makes, a linter takes it, and its examples keep the contracts.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  canaryRunSchema,
  clusterSchema,
  createDeploymentSchema,
  deploymentSchema,
  orphanSchema,
  problemItemSchema,
  problemSchema,
  publishTemplateSchema,
  quarantineItemSchema,
  registerTemplateSchema,
  seenTemplateSchema,
  templateSchema,
  templateVersionSchema,
} from '@portal/types';
import { expect, test } from 'vitest';
import { clusterExample } from '../src/openapi/cluster-example.ts';
import { createExample, deploymentExample, problemExamples, templateExample } from '../src/openapi/examples.ts';
import { problemItemExample } from '../src/openapi/problem-item-example.ts';
import { orphanExample, quarantineItemExample } from '../src/openapi/quarantine-examples.ts';
import {
  canaryRunExample,
  publishExample,
  registerExample,
  seenTemplateExample,
  templateVersionExample,
} from '../src/openapi/template-examples.ts';
import { openApiText } from '../src/openapi.ts';

const committed = () => readFile(new URL('../openapi.json', import.meta.url), 'utf8');

test('openapi.json is up to date (if not: pnpm --filter @portal/api openapi)', async () => {
  expect(await committed()).toBe(openApiText());
});

const document = fileURLToPath(new URL('../openapi.json', import.meta.url));

/** Of a linter's recommended rules, errors and warnings alike. */
const findings = async (script: string, ...args: string[]): Promise<string> => {
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'test',
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    NO_COLOR: '1',
  };
  const command = [fileURLToPath(script), 'lint', document, ...args, '--format', 'json'];
  return (await promisify(execFile)(process.execPath, command, { env })).stdout;
};

/** A program of its own each, which a busy machine is slow to load. */
const lintingMs = 120_000;

test(
  'Redocly finds nothing in it',
  async () => {
    const printed = await findings(import.meta.resolve('@redocly/cli/bin/cli.js'), '--extends', 'recommended');
    expect(JSON.parse(printed)).toMatchObject({ problems: [] });
  },
  lintingMs,
);

test(
  'Spectral finds nothing in it',
  async () => {
    const ruleset = fileURLToPath(new URL('spectral.yaml', import.meta.url));
    const script = import.meta.resolve('@stoplight/spectral-cli/dist/index.js');
    expect(await findings(script, '--ruleset', ruleset, '--fail-severity', 'hint', '--quiet')).toMatch(/^\[\]/);
  },
  lintingMs,
);

const everyMember = function* (value: unknown): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    yield [key, member];
    yield* everyMember(member);
  }
};

test('its patterns mean the same to every generator, and no schema refers to one without a name', async () => {
  for (const [key, member] of everyMember(JSON.parse(await committed()))) {
    // `\\p`, `\\u{…}`, look-behind and named groups need a flag, or a language, that not every generator has.
    if (key === 'pattern') expect(member).not.toMatch(/\\[pPu]|\(\?[<!=]/);
    if (key === '$ref') expect(member).toMatch(/^#\/components\/[a-z]+\/[A-Z][A-Za-z0-9]*$/i);
    expect(key).not.toMatch(/^__/);
  }
});

test('every pattern means the same in every language: nothing in it hangs on a flag or on one engine', async () => {
  const found = (await committed()).matchAll(/"pattern": (".*")/g);
  const patterns = [...new Set(Array.from(found, ([, text = '']) => String(JSON.parse(text))))];
  expect(patterns.length).toBeGreaterThan(5);
  const oddity = /\\[pPkKuUX]|\(\?[^:]/;
  expect(patterns.filter((pattern) => oddity.test(pattern))).toEqual([]);
  for (const pattern of patterns) expect(new RegExp(pattern, 'u').source).toBe(new RegExp(pattern).source);
});

test('every operation can be called with a token alone, and says how it refuses', async () => {
  const { paths } = JSON.parse(await committed());
  for (const item of Object.values<Record<string, unknown>>(paths)) {
    for (const operation of Object.values(item)) {
      expect(operation).toMatchObject({
        security: [{ apiToken: [] }],
        responses: { 400: {}, 401: {}, 429: {}, 500: {}, 503: {} },
      });
    }
  }
});

test('the examples keep the contracts that they show', () => {
  expect(deploymentSchema.strict().parse(deploymentExample)).toEqual(deploymentExample);
  expect(templateSchema.strict().parse(templateExample)).toEqual(templateExample);
  expect(createDeploymentSchema.parse(createExample)).toEqual(createExample);
  expect(registerTemplateSchema.parse(registerExample)).toEqual(registerExample);
  expect(publishTemplateSchema.parse(publishExample)).toEqual(publishExample);
  expect(templateVersionSchema.strict().parse(templateVersionExample)).toEqual(templateVersionExample);
  expect(canaryRunSchema.strict().parse(canaryRunExample)).toEqual(canaryRunExample);
  expect(seenTemplateSchema.strict().parse(seenTemplateExample)).toEqual(seenTemplateExample);
  expect(quarantineItemSchema.strict().parse(quarantineItemExample)).toEqual(quarantineItemExample);
  expect(clusterSchema.strict().parse(clusterExample)).toEqual(clusterExample);
  expect(problemItemSchema.strict().parse(problemItemExample)).toEqual(problemItemExample);
  expect(orphanSchema.strict().parse(orphanExample)).toEqual(orphanExample);
  for (const example of Object.values(problemExamples)) expect(problemSchema.strict().parse(example)).toEqual(example);
});
