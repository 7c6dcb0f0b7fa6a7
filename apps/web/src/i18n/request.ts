// Which language, formats and time zone a request is answered in. The language is the one that its reader chose, and until then the
// one that their browser asks for; dates and numbers follow their own region (from the browser's languages) and time zone (from a
// cookie that the browser sets on its first visit).
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { messagesIn } from './messages.ts';
import { readerOf } from './reader.ts';

export default getRequestConfig(async () => {
  const [requestHeaders, requestCookies] = await Promise.all([headers(), cookies()]);
  const { language, ...formats } = readerOf({
    acceptLanguage: requestHeaders.get('accept-language'),
    cookie: (name) => requestCookies.get(name)?.value,
  });
  return { ...formats, messages: messagesIn(language) };
});
