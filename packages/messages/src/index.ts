// The words of every code, in each language of the portal.
export { acceptedLanguage, defaultLanguage, isLanguage, type Language, languages } from './languages.ts';
export { type Reader, type Renderer, render, rendererFor, unaddressed } from './render.ts';
export { checkTexts, fieldTexts } from './texts.ts';
