// Makes every message key and its arguments checked by the compiler.
import type { messages } from './messages.ts';

declare module 'next-intl' {
  interface AppConfig {
    Messages: typeof messages;
  }
}
