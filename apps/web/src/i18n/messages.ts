// Every text of the portal, in each language.
import { checkTexts, fieldTexts } from '@portal/messages';
import { defaultLanguage, type Language } from '@portal/messages/languages';
import de from '../../messages/de.json' with { type: 'json' };
import en from '../../messages/en.json' with { type: 'json' };
import { errorPages } from './error-pages.ts';

/** Each language has each text of the first: the compiler holds it to that. */
const texts = { en, de } as const satisfies Record<Language, typeof en>;

export const messagesIn = (language: Language) => ({
  ...texts[language],
  errorPage: errorPages[language],
  templateChecks: checkTexts(language),
  fieldFaults: fieldTexts(language),
});

export const messages = messagesIn(defaultLanguage);
