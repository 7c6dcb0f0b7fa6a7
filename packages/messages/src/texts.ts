import { fieldCodes, recordOf, templateCheckCodes } from '@portal/types';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** Each language has each text of the first: the compiler holds it to that. */
export const texts = { en, de } as const satisfies Record<Language, typeof en>;

/** What is said of each check of a template: what is so, what follows from it, and what to do. */
export const checkTexts = (language: Language) =>
  recordOf(['reasons', 'consequences', 'remedies'] as const, (part) =>
    recordOf(templateCheckCodes, (code) => texts[language][part][code]),
  );

/** What may be wrong with a field of a form. */
export const fieldTexts = (language: Language) => recordOf(fieldCodes, (code) => texts[language].reasons[code]);
