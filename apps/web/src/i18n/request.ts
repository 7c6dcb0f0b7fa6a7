// Which language, formats and time zone a request is answered in. Texts are English so far; dates and numbers follow the
// reader's own region (from the browser's languages) and time zone (from a cookie that the browser sets on its first visit).
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { messages } from './messages.ts';
import { formattingLocale, timeZoneCookie, validTimeZone } from './reader.ts';

export default getRequestConfig(async () => {
  const [requestHeaders, requestCookies] = await Promise.all([headers(), cookies()]);
  return {
    locale: formattingLocale(requestHeaders.get('accept-language')),
    timeZone: validTimeZone(requestCookies.get(timeZoneCookie)?.value),
    messages,
  };
});
