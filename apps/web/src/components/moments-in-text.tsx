'use client';
// Sentences and names that the server writes say moments in UTC, since it does not know whose time zone counts. Here they become what
// every other moment of a page is.
import { useMomentText } from './moment-text.ts';

const momentInText = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC/g;

export const withMoments = (text: string, momentText: (moment: string) => string): string =>
  text.replace(momentInText, (_, day: string, time: string) => momentText(`${day}T${time}:00Z`));

export const useMomentsInText = (): ((text: string) => string) => {
  const momentText = useMomentText();
  return (text) => withMoments(text, momentText);
};

export function TextWithMoments({ text }: { readonly text: string }) {
  return <span suppressHydrationWarning>{useMomentsInText()(text)}</span>;
}
