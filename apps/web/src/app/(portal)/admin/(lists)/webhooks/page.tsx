import { NewWebhook } from '@/features/webhooks/new-webhook.tsx';
import { WebhookList } from '@/features/webhooks/webhook-list.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('webhooks');

export default async function WebhooksPage() {
  const person = await requireAdministration('webhooks');
  await trpc.webhooks.list.prefetch();
  return (
    <ListPage
      texts="webhooks"
      actions={container().rightsOf(person).administration === 'act' ? <NewWebhook /> : undefined}
    >
      <WebhookList />
    </ListPage>
  );
}
