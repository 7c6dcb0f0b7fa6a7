// The language that somebody chose, for the server to know with the next request.
import { languageCookie } from '@/i18n/reader.ts';

const yearSeconds = 31_536_000;

export const chooseLanguage = (language: string): void => {
  const cookie = `${languageCookie}=${language}; path=/; max-age=${yearSeconds}; samesite=lax`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from insecure contexts
  document.cookie = cookie;
};
