// Every code has a text in each language, and no text says what its code does not carry.
import {
  failureSchemas,
  keysOf,
  messageKinds,
  type Reason,
  type ReasonCode,
  reasonCodes,
  reasonSchema,
  reasonSchemas,
  templateCheckCodes,
} from '@portal/types';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { acceptedLanguage, languages, render, rendererFor } from '../src/index.ts';
import { texts } from '../src/texts.ts';

type Known = ReadonlyMap<ReasonCode, readonly Reason[]>;

/** Values that a schema takes: one for each way that a text may choose by. */
const samples = (schema: z.core.$ZodType, known: Known): readonly unknown[] => {
  if (schema instanceof z.ZodNullable) return [...samples(schema.unwrap(), known), null];
  if (schema instanceof z.ZodDefault) return samples(schema.unwrap(), known);
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodArray) return [samples(schema.element, known).slice(0, 2)];
  if (schema instanceof z.ZodNumber) return [7];
  if (schema instanceof z.ZodBoolean) return [true, false];
  if (schema instanceof z.ZodISODateTime) return ['2026-11-22T14:02:00.000Z'];
  if (schema instanceof z.ZodString) return ['some words'];
  // A reason of another table.
  return [...known.values()].flatMap(([one]) => (z.safeParse(schema, one).success ? [one] : []));
};

/** For each value of each parameter one reason; null while what may be nested in it is not known yet. */
const reasonsOf = (code: ReasonCode, known: Known): readonly Reason[] | null => {
  const values = Object.entries(reasonSchemas[code].shape).map(([name, schema]) => ({
    name,
    of: samples(schema, known),
  }));
  if (values.some(({ of }) => of.length === 0 || of.every((value) => value === null))) return null;
  const first = Object.fromEntries(values.map(({ name, of }) => [name, of[0]]));
  const varied = values.flatMap(({ name, of }) => of.map((value) => ({ ...first, [name]: value })));
  return [first, ...varied].map((params) => reasonSchema.parse({ code, params }));
};

const allReasons = (): Known => {
  const known = new Map<ReasonCode, readonly Reason[]>();
  for (let before = -1; before < known.size; ) {
    before = known.size;
    for (const code of reasonCodes) {
      const found = known.has(code) ? null : reasonsOf(code, known);
      if (found !== null) known.set(code, found);
    }
  }
  return known;
};

const known = allReasons();
const inFull = (words: string): void => {
  expect(words).not.toMatch(/[{}]|undefined|null|NaN|Invalid Date|\[object/);
  expect(words.trim()).toBe(words);
  expect(words).not.toBe('');
};

test('every code can be said: what is nested in it comes from tables below it', () => {
  expect([...known.keys()].toSorted()).toEqual([...reasonCodes].toSorted());
});

describe.each(languages)('in %s', (language) => {
  const say = rendererFor({ locale: language });

  test.each(reasonCodes)('%s is worded in full, whatever its parameters are', (code) => {
    for (const reason of known.get(code) ?? []) inFull(say(reason));
  });

  test('no text is left over without a code', () => {
    expect(Object.keys(texts[language].reasons).toSorted()).toEqual([...reasonCodes].toSorted());
  });

  test.each(['titles', 'consequences', 'remedies'] as const)('the %s of a code are worded in full', (part) => {
    const codes = reasonCodes.filter((code) => code in texts[language][part]);
    expect(codes.toSorted()).toEqual(Object.keys(texts[language][part]).toSorted());
    for (const code of codes) for (const reason of known.get(code) ?? []) inFull(say(reason, part));
  });
});

/** What messages are worded of, with each value that their texts choose by. */
const messageParams = ['stop', 'delete', 'restore', 'view', 'operate', 'failed', 'stopping', null].map((chosen) => ({
  ...{ name: 'web-01', by: 'Ada', owner: 'Dana', problem: 'Disks were left behind', since: '2026-11-22T14:02:00.000Z' },
  ...{ end: chosen, level: chosen, to: chosen },
  reason: { code: 'vm_missing', params: {} },
}));

describe.each(languages)('messages in %s', (language) => {
  const say = rendererFor({ locale: language });

  test.each(['messageTitles', 'messageTexts'] as const)(
    'of every kind, and no other, the %s are worded in full',
    (part) => {
      expect(Object.keys(texts[language][part])).toEqual([...messageKinds]);
      for (const code of messageKinds) for (const params of messageParams) inFull(say({ code, params }, part));
    },
  );
});

test.each(languages)(
  'the end of a lease tells in %s of a deletion where a date brings one, and else of none',
  (language) => {
    const say = rendererFor({ locale: language });
    const textOf = (to: string, end: string | null) =>
      say({ code: 'lease_ended', params: { to, end, since: '2026-11-22T14:02:00.000Z' } }, 'messageTexts');
    for (const to of ['stopping', 'expired']) {
      expect(textOf(to, 'delete')).toMatch(/deleted .*22|22.* gelöscht/);
      expect(textOf(to, null)).not.toMatch(/delete|gelöscht|22/);
    }
    expect(textOf('stopping', null)).not.toBe(textOf('expired', null));
  },
);

/** No failure: somebody wanted it. */
const wanted: readonly string[] = ['superseded', 'cancelled'];

test.each(keysOf(failureSchemas).filter((code) => !wanted.includes(code)))(
  'the failure %s says what to do, or who can, whatever its cause',
  (code) => {
    const words = {
      en: /administrator|try (it )?again|rebuild|delete|start it/i,
      de: /Administrator|löschen Sie|bauen Sie/i,
    };
    for (const language of languages) {
      const say = rendererFor({ locale: language });
      for (const reason of known.get(code) ?? []) expect(say(reason)).toMatch(words[language]);
    }
  },
);

test.each(templateCheckCodes)('of the check %s it is said what follows and what to do', (code) => {
  expect(texts.en.consequences).toHaveProperty(code);
  expect(texts.en.remedies).toHaveProperty(code);
});

const waiting: Reason = {
  code: 'waiting_for_cluster',
  params: {
    since: '2026-11-22T14:02:00.000Z',
    cause: { code: 'pve_unauthenticated', params: { pveMessage: 'permission denied.' } },
  },
};

test('Proxmox VE’s own words are a quotation, and moments are told in the reader’s time zone', () => {
  expect(render(waiting, 'en-GB')).toBe(
    'Waiting for the cluster, which has not been available since 22 Nov 2026, 14:02 UTC. The cluster does not accept the portal’s token; an administrator has to renew it: “permission denied”.',
  );
  expect(render(waiting, 'de-DE', 'Europe/Berlin')).toBe(
    'Wartet auf den Cluster, der seit 22.11.2026, 15:02 nicht verfügbar ist. Der Cluster nimmt das Token des Portals nicht an; ein Administrator muss es erneuern: „permission denied“.',
  );
});

test('a language that there is none of reads English', () => {
  expect(render({ code: 'destroyed', params: {} }, 'fr-FR')).toBe('Destroyed.');
});

test.each([
  [null, 'en'],
  ['*', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr, en;q=0.4, de;q=0.7', 'de'],
  ['de;q=0, en;q=0.1', 'en'],
  ['x'.repeat(2_000), 'en'],
])('who accepts %s is answered in %s', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});
