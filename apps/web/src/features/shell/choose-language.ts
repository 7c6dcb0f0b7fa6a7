// The language that somebody chose, for the server to know with the next request.
import { keepChoice } from '@/components/kept-choice.ts';
import { languageCookie } from '@/i18n/reader.ts';

export const chooseLanguage = (language: string): void => keepChoice(languageCookie, language);
