// A choice that this browser keeps, in a cookie: the server's render knows it too, so that nothing moves when the page comes to life.
import { useSyncExternalStore } from 'react';

const yearSeconds = 31_536_000;
const listeners = new Set<() => void>();

export const keepChoice = (name: string, value: string): void => {
  const cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from insecure contexts
  document.cookie = cookie;
  for (const notify of listeners) notify();
};

const keptChoice = (name: string): string | undefined =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** `asked`: what the request said, which the server rendered by. */
export const useKeptChoice = (name: string, asked: string | undefined): string | undefined =>
  useSyncExternalStore(
    subscribe,
    () => keptChoice(name),
    () => asked,
  );
