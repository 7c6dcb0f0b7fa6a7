/** What a command ends with that did not work: a reason in words, and what the server or the system said. Loaded when there is one. */
import { DomainError } from '@portal/domain';
import { rendererFor } from '@portal/messages';

export function failureText(error: unknown): string {
  if (!(error instanceof DomainError)) return error instanceof Error ? error.message : String(error);
  const said = rendererFor()(error.reason);
  return error.cause instanceof Error ? `${said} (${error.cause.message})` : said;
}
