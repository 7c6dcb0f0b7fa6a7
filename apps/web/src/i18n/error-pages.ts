// The texts of the error page. They stand apart from all others: the page that replaces a broken document brings them along into
// the browser, and should bring no others.
import type { Language } from '@portal/messages/languages';
import de from '../../messages/de.error-page.json' with { type: 'json' };
import en from '../../messages/en.error-page.json' with { type: 'json' };

export const errorPages = { en, de } as const satisfies Record<Language, typeof en>;
