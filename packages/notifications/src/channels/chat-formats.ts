// A message as each kind of chat wants it. Names of VMs and people, and words of Proxmox VE, are in it: whatever they are, they neither mention
// anybody nor become a link. Plain text is asked for where a format has it, and what is read as markup all the same is escaped.
import type { ChatFormat, ChatMessage } from '@portal/types';

interface Shown extends ChatMessage {
  /** What the portal is called: the words of the link. */
  readonly portal: string;
}

/** Runs of text are no Markdown, as blocks of text are (Adaptive Cards 1.2). */
const run = (text: string, look: Readonly<Record<string, string>> = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...look }],
});

const card = ({ title, text, url, portal }: Shown) => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.2',
  body: [run(title, { weight: 'Bolder', size: 'Medium' }), run(text)],
  actions: url === null ? [] : [{ type: 'Action.OpenUrl', title: portal, url }],
});

/** The most that a block of Slack takes. */
const longestBlock = 3_000;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const unseen = '\u200b';
/** Slack’s own characters; and for those that take its format and read Markdown in it, what would mention or lead somewhere. */
const harmless = (text: string): string =>
  text
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/@|:(?=\/\/)|\](?=\()|www(?=\.)/gi, `$&${unseen}`);

const plain = (text: string) => ({
  type: 'section',
  text: { type: 'plain_text', text: text.slice(0, longestBlock), emoji: false },
});

const link = (url: string, portal: string) => ({
  type: 'section',
  text: { type: 'mrkdwn', text: `<${url}|${harmless(portal)}>`, verbatim: true },
});

/** The text is what a notification shows, and whoever knows no blocks. */
const blocks = ({ title, text, url, portal }: Shown) => ({
  text: `${harmless(title)}\n${harmless(text)}`,
  blocks: [plain(title), plain(text), ...(url === null ? [] : [link(url, portal)])],
});

export const chatBodies: Readonly<Record<ChatFormat, (shown: Shown) => unknown>> = {
  teams: (shown) => ({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card(shown) }],
  }),
  slack: blocks,
  generic: ({ title, text, url }): ChatMessage => ({ title, text, url }),
};
