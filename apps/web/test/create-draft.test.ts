import {
  createDeploymentSchema,
  deploymentNameSchema,
  findingsOf,
  hostNameOf,
  type LimitMeasure,
  type LimitSource,
  type Template,
} from '@portal/types';
import { describe, expect, test } from 'vitest';
import { boundsOf, type Draft, defaultDraft, likenessOf } from '../src/features/deployments/create/create-draft.ts';
import { createSchema } from '../src/features/deployments/create/create-rules.ts';
import { quotaForecast } from '../src/features/deployments/create/quota-forecast.ts';
import { suggestName } from '../src/features/deployments/create/suggest-name.ts';
import { deploymentIn, template } from './component/examples.ts';

const windows: Template = {
  ...template,
  slug: 'win11-support',
  category: 'windows_client',
  firstBoot: 'cloudbase_init',
};

const draftWith = (part: Partial<Draft>): Draft => ({
  ...defaultDraft(template, { name: 'debian-13-inc-1', ticket: '' }),
  ...part,
});

/** The first thing that is wrong with each field. */
const problemsWith = (part: Partial<Draft>, offer: Template = template): Record<string, unknown> => {
  const findings = findingsOf(createSchema(offer).safeParse(draftWith(part)).error?.issues ?? []);
  return Object.fromEntries(findings.toReversed().map(({ path, reason }) => [path[0], reason]));
};

describe('the create form', () => {
  test('sends the template’s defaults, and leaves out what was not filled in', () => {
    expect(createSchema(template).parse(draftWith({ purpose: '  ', tags: ' ' }))).toEqual({
      templateId: template.id,
      name: 'debian-13-inc-1',
      vcpus: 2,
      memoryMiB: 2048,
      diskGiB: 20,
      ttlHours: 72,
    });
  });

  test('begins as another VM is, within the bounds of the template', () => {
    const other = { ...deploymentIn('running'), vcpus: 64, tags: ['voip', 'urgent'], customer: 'Acme' };
    expect(likenessOf(other, template)).toEqual({
      ...{ ticket: 'CASE-4711', customer: 'Acme', purpose: '', tags: 'voip urgent' },
      ...{ vcpus: 8, memoryMiB: 2048, diskGiB: 20, ttlHours: 48 },
    });
  });

  test('takes tags as they are written, in lower case', () => {
    expect(createSchema(template).parse(draftWith({ tags: ' VoIP, urgent' })).tags).toEqual(['voip', 'urgent']);
    expect(problemsWith({ tags: 'ok ümlaut' })).toEqual({ tags: { code: 'tag_malformed', params: {} } });
  });

  test('names each field that the server’s schema refuses, all at once', () => {
    const wrong = { name: 'Not a label', ticket: 'x'.repeat(65), sshKeys: 'ssh-ed25519 AAAA\nno key' };
    expect(Object.keys(problemsWith(wrong)).sort()).toEqual(['name', 'sshKeys', 'ticket']);
    expect(Object.keys(problemsWith({ name: '' }))).toEqual(['name']);
  });

  test.each(['123456', '123456789012345-a'])('refuses %s as a computer name on Windows, and only there', (name) => {
    expect(problemsWith({ name }, windows)).toEqual({ name: { code: 'name_of_digits', params: { letters: 15 } } });
    expect(problemsWith({ name })).toEqual({});
  });

  test('names the field that leaves the template’s bounds, or holds no number', () => {
    expect(problemsWith({ vcpus: 9, ttlHours: 1, diskGiB: null })).toEqual({
      vcpus: { code: 'outside_template', params: { min: 1, max: 8 } },
      ttlHours: { code: 'outside_template', params: { min: 4, max: 336 } },
      diskGiB: { code: 'outside_template', params: { min: 10, max: 200 } },
    });
  });
});

test('the request for a VM names a size or figures, not both', () => {
  const asked = { templateId: template.id, size: 'Small' };
  expect(createDeploymentSchema.parse(asked)).toEqual(asked);
  const { error } = createDeploymentSchema.safeParse({ ...asked, diskGiB: 20 });
  expect(findingsOf(error?.issues ?? [])).toEqual([
    { path: ['size'], reason: { code: 'size_with_figures', params: {} } },
  ]);
});

describe('a suggested name', () => {
  test.each([
    ['debian-13', 'INC 4711/b', 'debian-13-inc-4711-b'],
    ['debian-13', '', 'debian-13-amber-0'],
  ])('of %s for ticket %j is %s', (slug, ticket, name) => {
    expect(suggestName({ ...template, slug }, ticket, 0)).toBe(name);
  });

  test.each(['', '日本', '-', 'x'.repeat(64), `${'a'.repeat(52)} b`])(
    'is valid whatever the ticket is: %s',
    (ticket) => {
      for (const random of [0, 0.5, 0.999_999]) {
        for (const offer of [template, windows]) {
          expect(deploymentNameSchema.safeParse(suggestName(offer, ticket, random)).success).toBe(true);
        }
      }
    },
  );

  test('differs from ticket to ticket within what Windows keeps of it', () => {
    const tickets = ['INC0012345678', 'INC0012345679', 'customer escalation 4711', 'customer escalation 4712'];
    const kept = tickets.map((ticket) => hostNameOf(suggestName(windows, ticket, 0), windows));
    expect(kept).toEqual(['win-c0012345678', 'win-c0012345679', 'win-lation-4711', 'win-lation-4712']);
    expect(suggestName(windows, '', 0.999_999)).toBe('win-willow-999');
  });
});

describe('the forecast', () => {
  const held = (measure: LimitMeasure, limit: number, used: number, source: LimitSource = 'role') =>
    ({ measure, source, endsAt: null, limit, used, requested: 0, after: used, verdict: 'within' }) as const;
  const me = {
    limits: [
      held('deployments', 5, 2),
      held('vcpus', 8, 7),
      held('memoryMiB', 8192, 2048),
      held('diskGiB', 100, 80),
      held('deployments', 40, 40, 'team_together'),
    ],
  };
  const forecastWith = (part: Partial<Draft>) =>
    quotaForecast(me, draftWith(part), boundsOf(template)).map(({ measure, used, added, over }) => [
      measure,
      used + added,
      over,
    ]);

  test('counts this request on top of what is held, and says which limit it passes', () => {
    expect(forecastWith({})).toEqual([
      ['deployments', 3, false],
      ['vcpus', 9, true],
      ['memoryMiB', 4096, false],
      ['diskGiB', 100, false],
      ['deployments', 41, true],
    ]);
  });

  test('leaves a size that the template does not allow to the template’s limit', () => {
    expect(forecastWith({ vcpus: 9 })).toContainEqual(['vcpus', 16, false]);
  });
});
