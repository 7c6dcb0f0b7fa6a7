// A message as a mail: in plain text, and the same as HTML, which has nothing in it but paragraphs and a link.
import { type DueMail, type Mail, messageWords, roleSeesPlacement, type Say } from '@portal/domain';
import { mailChoicePath } from '@portal/types';
import { linkOf, type PortalFace } from './portal-face.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');

const paragraph = (html: string): string => `<p>${html}</p>`;

/** The same name each time: whoever gets it twice sees it once. */
const messageIdOf = ({ message: { id }, to }: DueMail): string => `<${id}@${to.slice(to.lastIndexOf('@') + 1)}>`;

export const mailOf = (due: DueMail, say: Say, face: PortalFace): Mail => {
  const { name, url } = face;
  const { message, to, role } = due;
  const { title, text } = messageWords(message, { say, seesPlacement: roleSeesPlacement(role) });
  const link = linkOf(message, face);
  const choice = url === undefined ? null : new URL(mailChoicePath, url).href;
  const footer = say({ code: 'mail_footer', params: { portal: name, page: choice } });
  return {
    ...{ to, subject: `${name}: ${title}`, messageId: messageIdOf(due) },
    text: `${[title, text, link, footer].filter((part) => part !== null).join('\n\n')}\n`,
    html: [
      paragraph(`<strong>${escaped(title)}</strong>`),
      paragraph(escaped(text)),
      ...(link === null ? [] : [paragraph(`<a href="${escaped(link)}">${escaped(link)}</a>`)]),
      paragraph(`<small>${escaped(footer)}</small>`),
    ].join('\n'),
  };
};
