import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** Each language has each text of the first: the compiler holds it to that. */
export const texts = { en, de } as const satisfies Record<Language, typeof en>;
