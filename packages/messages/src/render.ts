// A code becomes words here, for the portal, REST and logs alike. Reasons that stand in another's parameters are worded first and
// put in their place.
import { type MessageKind, type Reason, type ReasonCode, reasonCodes, unaddressedLocale } from '@portal/types';
import { createTranslator } from 'use-intl/core';
import { type Language, languageOf } from './languages.ts';
import { texts } from './texts.ts';

/** Who reads it: `locale` decides language and conventions, `timeZone` how moments are told; without one they are in UTC, and say so. */
export interface Reader {
  readonly locale: string;
  readonly timeZone?: string | undefined;
}

type Texts = (typeof texts)[Language];

/** Problems have a title and a remedy beside their meaning; checks of templates a consequence and a remedy; messages a title and a text. */
type Part = keyof Texts;

type TextKey = { [P in Part]: `${P}.${keyof Texts[P] & string}` }[Part];

const textKeys: ReadonlySet<string> = new Set(
  Object.entries(texts.en).flatMap(([part, words]) => Object.keys(words).map((code) => `${part}.${code}`)),
);
const isTextKey = (key: string): key is TextKey => textKeys.has(key);

/** Whatever is asked for that its text does not name need not be there: titles name nothing. */
export type Renderer = (
  reason: { readonly code: ReasonCode | MessageKind; readonly params: Readonly<Record<string, unknown>> },
  part?: Part,
) => string;

/** Where nobody in particular reads it: a log, or a client that names no language. */
export const unaddressed: Reader = { locale: unaddressedLocale };

const momentFormat = ({ timeZone }: Reader) =>
  timeZone === undefined
    ? ({
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        timeZone: 'UTC',
        timeZoneName: 'short',
      } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const);

const quotationMarks = { en: ['“', '”'], de: ['„', '“'] } as const satisfies Record<
  Language,
  readonly [string, string]
>;

/** What selects the text for a parameter that is not there. */
const nothing = 'none';

const codes: ReadonlySet<unknown> = new Set<ReasonCode>(reasonCodes);

/** An administrator’s own words may lack the stop that the next sentence needs. */
const closed = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);

const isReason = (value: unknown): value is Reason =>
  typeof value === 'object' && value !== null && 'code' in value && codes.has(value.code) && 'params' in value;

const createRenderer = (reader: Reader): Renderer => {
  const language = languageOf(reader.locale);
  const [open, close] = quotationMarks[language];
  const messages: Texts = texts[language];
  const translate = createTranslator({
    locale: reader.locale,
    messages,
    timeZone: reader.timeZone ?? 'UTC',
    formats: { dateTime: { moment: momentFormat(reader) } },
    onError(error) {
      throw error;
    },
  });

  const valueFor = (name: string, value: unknown): string | number | Date => {
    if (value === null || value === '') return nothing;
    if (Array.isArray(value)) return value.map((item) => valueFor(name, item)).join(isReason(value[0]) ? ' ' : ', ');
    if (isReason(value)) return closed(say(value));
    if (name === 'since') return new Date(String(value));
    if (name === 'pveMessage') return `${open}${String(value).replace(/[.\s]+$/, '')}${close}`;
    return typeof value === 'number' ? value : String(value);
  };

  const say: Renderer = ({ code, params }, part = 'reasons') => {
    const values = Object.entries(params).map(([name, value]) => [name, valueFor(name, value)] as const);
    const key = `${part}.${code}`;
    if (!isTextKey(key)) throw new Error(`there is no text ${key}`);
    return translate(key, Object.fromEntries(values));
  };
  return say;
};

/** Readers differ in few ways: each way is prepared once, and all of them anew where clients make ways up. */
const mostReaders = 200;
const prepared = new Map<string, Renderer>();

export const rendererFor = (reader: Reader = unaddressed): Renderer => {
  const key = `${reader.locale} ${reader.timeZone ?? ''}`;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  if (prepared.size >= mostReaders) prepared.clear();
  const made = createRenderer(reader);
  prepared.set(key, made);
  return made;
};

export const render = (reason: Reason, locale: string, timeZone?: string): string =>
  rendererFor({ locale, timeZone })(reason);
