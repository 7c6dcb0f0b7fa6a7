// Every text of the portal. Those of the error page stand apart: the page that replaces a broken document brings them along
// into the browser, and should bring no others.

import { checkTexts, fieldTexts } from '@portal/messages';
import { defaultLanguage, type Language } from '@portal/messages/languages';
import german from '../../messages/de.json' with { type: 'json' };
import errorPage from '../../messages/en.error-page.json' with { type: 'json' };
import texts from '../../messages/en.json' with { type: 'json' };

const ofCodes = (language: Language) => ({ templateChecks: checkTexts(language), fieldFaults: fieldTexts(language) });

export const messages = { ...texts, errorPage, ...ofCodes(defaultLanguage) };

/** Statuses and actions so far: what another language has no words for stays English. */
export const messagesIn = (language: Language): typeof messages =>
  language === 'de' ? { ...messages, ...german, ...ofCodes(language) } : messages;
