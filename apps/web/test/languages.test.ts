// German says all that English says: the same texts, with the same placeholders, in its own words.
import { languages } from '@portal/messages/languages';
import { roleScopeGroups, scopeGroups } from '@portal/types';
import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { messagesIn } from '../src/i18n/messages.ts';

/** Words that both languages use. */
const shared = new Set(
  `AlmaLinux Alpine Appliance Arch Chat Debian FreeBSD Linux Microsoft openSUSE Rocky Ubuntu Windows Administrator Admin Audit Auditor Cloud-init Cluster Code CSV Deutsch English GiB JSON Lines Live Name Offline Online optional Passkeys Pool
  Person Portal: Provisioning Proxmox REST Snapshots Slack SSH Status Support System Tags Task Team Teams Ticket Token VE Version VM VMs VMID VMIDs
  vCPUs Web Webhooks Portal`.split(/\s+/),
);

type Texts = ReadonlyMap<string, string>;

const textsOf = (node: unknown, path = ''): readonly (readonly [string, string])[] =>
  typeof node === 'string'
    ? [[path, node]]
    : Object.entries(Object(node)).flatMap(([key, child]) => textsOf(child, path === '' ? key : `${path}.${key}`));

/** What codes mean has a test of its own. */
const textsIn = (language: (typeof languages)[number]): Texts => {
  const { templateChecks: _, fieldFaults: __, ...texts } = messagesIn(language);
  return new Map(textsOf(texts));
};

/** The arguments of an ICU message with their kinds, and its tags. */
const placeholdersOf = (text: string): readonly string[] => {
  const found = new Set<string>();
  const rest = (open: string, from: number): number => {
    let at = from;
    while (at < text.length && text[at] !== '}') {
      if (text[at] === '{') at = open === 'message' ? argument(at) : rest('message', at + 1);
      at += 1;
    }
    return at;
  };
  const argument = (from: number): number => {
    const [, name = '', kind = 'plain'] = /^\{(\w+)(?:, (\w+))?/.exec(text.slice(from)) ?? [];
    found.add(`${name} ${kind}`);
    return rest('options', from + 1);
  };
  rest('message', 0);
  for (const [, tag] of text.matchAll(/<(\w+)>/g)) found.add(`<${tag}>`);
  return [...found].toSorted();
};

const english = textsIn('en');
const german = textsIn('de');

describe.each(languages)('in %s', (language) => {
  test('every text can be worded', () => {
    for (const [key, text] of textsIn(language)) {
      const values = placeholdersOf(text).map((placeholder) => {
        const [tag] = /\w+(?=>)/.exec(placeholder) ?? [];
        return tag === undefined ? [placeholder.split(' ')[0], 3] : [tag, () => 'there'];
      });
      const translate = createTranslator({
        locale: language,
        messages: { text },
        onError(error) {
          throw error;
        },
      });
      expect(translate.rich('text', Object.fromEntries(values)), key).toEqual(expect.anything());
    }
  });
});

test('each scope that a token or a role can be made with has words', () => {
  for (const { resource, scopes } of [...scopeGroups, ...roleScopeGroups]) {
    expect(english.has(`scopes.resources.${resource}`), resource).toBe(true);
    for (const scope of scopes) expect(english.has(`scopes.actions.${scope.replace(':', '.')}`), scope).toBe(true);
  }
});

test('every text stands in both languages, in the same order', () => {
  expect([...german.keys()]).toEqual([...english.keys()]);
});

test('a text has the same placeholders in both languages', () => {
  for (const [key, text] of english) expect(placeholdersOf(german.get(key) ?? ''), key).toEqual(placeholdersOf(text));
});

test('no German text is English, but for words that both languages use', () => {
  const untranslated = [...english].filter(
    ([key, text]) =>
      german.get(key) === text &&
      (text.replace(/\{\w+(, number)?\}/g, '').match(/[\p{L}:-]{2,}/gu) ?? []).some((word) => !shared.has(word)),
  );
  expect(untranslated).toEqual([]);
});

test('German addresses people formally, and quotes as German does', () => {
  for (const [key, text] of german) {
    expect(text, key).not.toMatch(/\b(du|dein\w*|dir|dich)\b/i);
    expect(text.match(/„/g)?.length, key).toBe(text.match(/“/g)?.length);
  }
});
