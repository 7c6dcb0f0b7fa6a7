// The portal as messages outside of it name it, and lead there.
import { type MessageKind, pageOfMessage } from '@portal/types';

/** What the portal is called, and where its pages are, where that is told. */
export interface PortalFace {
  readonly name: string;
  readonly url: string | undefined;
}

interface About {
  readonly kind: MessageKind;
  readonly subject: { readonly type: string; readonly id: string };
}

/** The page that a message is about; null where there is none, or where it is not told where pages are. */
export const linkOf = ({ kind, subject }: About, { url }: PortalFace): string | null => {
  const page = pageOfMessage({ kind, deploymentId: subject.type === 'deployment' ? subject.id : null });
  return url === undefined || page === null ? null : new URL(page, url).href;
};
