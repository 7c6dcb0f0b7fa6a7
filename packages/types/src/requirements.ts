// What a request for a VM has to say, by its template: one rule for the form, the domain and the edits that come later. Without schemas, for
// the pages.

export const requirableTexts = ['ticket', 'customer', 'purpose'] as const;
type RequirableText = (typeof requirableTexts)[number];

export interface Requirements extends Readonly<Record<RequirableText, boolean>> {
  /** How a ticket has to read, where there is one. */
  readonly ticketPattern: string | null;
}

export const nothingRequired: Requirements = { ticket: false, customer: false, purpose: false, ticketPattern: null };

/** What stands for more than itself; everything else in a pattern stands for itself, in capitals or not. */
const placeholders: Readonly<Record<string, string>> = { '#': '\\d', '@': '\\p{L}', '*': '\\d+' };

const expressionOf = (pattern: string): RegExp => {
  const parts = [...pattern].map((one) => placeholders[one] ?? `\\u{${one.codePointAt(0)?.toString(16)}}`);
  return new RegExp(`^${parts.join('')}$`, 'iu');
};

/** Digits after any number of digits could be told apart in many ways, and a ticket that does not fit would be tried in all of them. */
export const isTicketPattern = (pattern: string): boolean => !/\*[#*\d]/.test(pattern);

type Said = { readonly [Text in RequirableText]?: string | null | undefined };

export interface Unsaid {
  readonly field: RequirableText;
  readonly reason:
    | { readonly code: 'field_missing'; readonly params: Record<string, never> }
    | { readonly code: 'ticket_unlike'; readonly params: { readonly pattern: string } };
}

/** What is missing, or is not as it has to be, by field. */
export const unsaidOf = (requirements: Requirements, said: Said): readonly Unsaid[] => {
  const { ticketPattern } = requirements;
  const missing = requirableTexts
    .filter((field) => requirements[field] && (said[field] ?? '') === '')
    .map((field): Unsaid => ({ field, reason: { code: 'field_missing', params: {} } }));
  const ticket = said.ticket ?? '';
  if (ticketPattern === null || ticket === '' || expressionOf(ticketPattern).test(ticket)) return missing;
  return [...missing, { field: 'ticket', reason: { code: 'ticket_unlike', params: { pattern: ticketPattern } } }];
};
