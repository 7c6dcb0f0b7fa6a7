// The administration of webhooks: for administrators, and to look at for auditors. Their secrets are told once; they are kept sealed, since
// requests are signed with them.
import {
  type ChangeWebhook,
  type Chat,
  type CreateWebhook,
  type DeliveryPage,
  defaultPageLimit,
  hoursAfter,
  type ListDeliveries,
  type NewWebhook,
  type Redeliver,
  type RotateWebhook,
  toldSubjects,
  type Webhook,
  type WebhookList,
} from '@portal/types';
import { type Attempt, createAttempt } from '../attempt.ts';
import { auditActions } from '../audit/actions.ts';
import { isOfAction } from '../audit/portal-event.ts';
import { webhookActions, webhookEvent } from '../audit/webhook-events.ts';
import { Change, type WebhookRow, type Write } from '../change.ts';
import { DomainError, doesNotFit, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import { job } from '../jobs.ts';
import type { Clock, Ids, Vault, Words } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { WebhookReader, WebhookSender } from '../ports/webhooks.ts';
import { may, type PersonContext, requirePermission } from '../principal.ts';
import { webhookSettled } from '../problem/webhook-problems.ts';
import type { JsonObject } from '../records.ts';
import { isChatNews } from './chat-news.ts';
import { liveSecrets } from './former-secret.ts';
import { newWebhookSecret } from './secret.ts';
import { deliveryView, webhookView } from './views.ts';

export interface WebhookPorts {
  readonly webhooks: WebhookReader;
  readonly webhookSender: Pick<WebhookSender, 'addressFault'>;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Vault;
  readonly words: Words;
  readonly clock: Clock;
  readonly ids: Ids;
}

const mostWebhooks = 50;
const usualOverlapHours = 24;

const records = {
  create: webhookActions.created,
  change: webhookActions.changed,
  rotate: webhookActions.secretRotated,
  test: webhookActions.tested,
  redeliver: webhookActions.redelivered,
  remove: webhookActions.removed,
} as const;

const onWebhook = (asked: keyof typeof records, row: WebhookRow): Attempt => ({
  action: `webhooks.${asked}`,
  refused: (detail) => webhookEvent(records[asked], row, detail, 'refused'),
  isNew: asked === 'create',
});

const tellable = auditActions.filter((action) => toldSubjects.some((subject) => action.startsWith(`${subject}.`)));

/** Throws for one that never happens. */
const checkActions = (actions: CreateWebhook['actions']): void => {
  if (actions === null || actions.every((asked) => tellable.some((action) => isOfAction(action, asked)))) return;
  throw doesNotFit({ field: 'actions', reason: { code: 'no_such', params: { what: 'action' } } });
};

const changeable = ['name', 'url', 'actions', 'chat', 'enabled'] as const;

interface WebhookUpdate {
  readonly read: WebhookRow;
  readonly row: WebhookRow;
  readonly event: 'change' | 'rotate' | 'remove';
  readonly detail?: JsonObject;
}

const differs = (name: (typeof changeable)[number], row: WebhookRow, read: WebhookRow): boolean =>
  JSON.stringify(row[name]) !== JSON.stringify(read[name]) || (name === 'url' && row.sealedUrl !== read.sealedUrl);

const refuseTooMany = async (tx: Transaction): Promise<void> => {
  await tx.lock({ kind: 'webhooks' });
  if ((await tx.webhooks()) < mostWebhooks) return;
  throw new DomainError('conflict', { code: 'list_too_long', params: { max: mostWebhooks } });
};

/** What is on record of it beside its id. Throws for one that there is not. */
const teamOf = async (tx: Transaction, chat: Chat | null): Promise<JsonObject> => {
  if (chat === null) return {};
  const team = await tx.directory.team(chat.teamId);
  if (team === null) throw doesNotFit({ field: 'chat.teamId', reason: { code: 'no_such', params: { what: 'team' } } });
  return { team: team.name };
};

/** What is for a chat stays so, and what is for programs. */
const checkPurpose = ({ chat }: WebhookRow, to: Omit<ChangeWebhook, 'id'>): void => {
  const field = chat === null ? 'chat' : 'actions';
  if (to[field] != null) throw doesNotFit({ field, reason: { code: 'field_unfit', params: {} } });
};

const refuseDisabled = ({ enabled }: WebhookRow): void => {
  if (!enabled) throw new DomainError('conflict', { code: 'webhook_disabled', params: {} });
};

/** Whoever says what is sent, or where to, reads it that way. */
const requireReading = ({ principal }: PersonContext): void => {
  const permission = may(principal, 'audit.events');
  if (!permission.allowed) throw new DomainError('forbidden', permission.reason);
};

export const createWebhookService = (ports: WebhookPorts) => {
  const { webhooks, webhookSender, unitOfWork, vault, words, clock, ids } = ports;
  const attempt = createAttempt({ unitOfWork });
  const view = (actor: PersonContext, row: WebhookRow): Webhook => webhookView(clock.now(), actor, row);

  /** The address of a chat is its secret. */
  const addressed = (url: string, chat: Chat | null): Pick<WebhookRow, 'url' | 'sealedUrl'> =>
    chat === null ? { url, sealedUrl: null } : { url: URL.parse(url)?.origin ?? url, sealedUrl: vault.seal(url) };

  const checkAddress = async (url: string): Promise<void> => {
    const fault = await webhookSender.addressFault(url);
    if (fault !== null) throw doesNotFit({ field: 'url', reason: { code: 'webhook_address', params: { fault } } });
  };

  /** One that was removed, too. */
  const read = async (actor: PersonContext, id: string): Promise<WebhookRow> => {
    requirePermission(actor, 'webhooks.byId');
    const row = await webhooks.webhook(id);
    if (row === null) throw notFound('webhook');
    return row;
  };

  const present = async (actor: PersonContext, id: string): Promise<WebhookRow> => {
    const row = await read(actor, id);
    if (row.removedAt !== null) throw notFound('webhook');
    return row;
  };

  /** As it stands, in the version that is meant. */
  const current = async (actor: PersonContext, tx: Transaction, id: string): Promise<WebhookRow> => {
    const row = await tx.webhook(id);
    if (row === null) throw notFound('webhook');
    const outdated = versionRefusal(actor, row);
    if (outdated !== null) throw outdated;
    return row;
  };

  const next = (row: WebhookRow, to: Partial<WebhookRow>): WebhookRow => {
    const updatedAt = clock.now();
    return { ...row, ...liveSecrets(row, updatedAt), ...to, version: row.version + 1, updatedAt };
  };

  const update = (tx: Transaction, { read, row, event, detail = {} }: WebhookUpdate): Promise<void> => {
    const settled = event === 'remove' || (row.enabled && !read.enabled) ? [webhookSettled(row)] : [];
    const writes: readonly Write[] = [{ kind: 'webhook.update', row, read }, ...settled];
    const changed = event === 'change' ? { changed: changeable.filter((name) => differs(name, row, read)) } : {};
    return tx.commit(Change.of({ writes, events: [webhookEvent(records[event], row, { ...detail, ...changed })] }));
  };

  return {
    async list(actor: PersonContext): Promise<WebhookList> {
      requirePermission(actor, 'webhooks.list');
      return { items: (await webhooks.webhooks()).map((row) => view(actor, row)), nextCursor: null };
    },

    byId: async (actor: PersonContext, id: string): Promise<Webhook> => view(actor, await present(actor, id)),
    answered: async (actor: PersonContext, id: string): Promise<Webhook> => view(actor, await read(actor, id)),

    async deliveries(actor: PersonContext, asked: ListDeliveries): Promise<DeliveryPage> {
      requirePermission(actor, 'webhooks.deliveries');
      requireReading(actor);
      await present(actor, asked.id);
      const { items, nextCursor } = await webhooks.deliveries({ ...asked, limit: asked.limit ?? defaultPageLimit });
      const say = words();
      return { items: items.map((record) => deliveryView(actor, record, say)), nextCursor };
    },

    async create(actor: PersonContext, { name, url, actions, chat = null }: CreateWebhook): Promise<NewWebhook> {
      const now = clock.now();
      const secret = newWebhookSecret(ids);
      const row: WebhookRow = {
        ...{ id: ids.next(), version: 1, name, ...addressed(url, chat), actions, chat, enabled: true },
        ...{ sealedSecrets: [vault.seal(secret)], rotatingUntil: null },
        ...{ createdAt: now, updatedAt: now, removedAt: null },
      };
      await attempt(actor, onWebhook('create', row), async () => {
        requireReading(actor);
        checkActions(actions);
        await checkAddress(url);
        await unitOfWork.run(actor, async (tx) => {
          await refuseTooMany(tx);
          const events = [webhookEvent(webhookActions.created, row, await teamOf(tx, chat))] as const;
          await tx.commit(Change.of({ writes: [{ kind: 'webhook.insert', row }], events }));
        });
      });
      return { ...view(actor, row), secret };
    },

    async change(actor: PersonContext, { id, ...to }: ChangeWebhook): Promise<Webhook> {
      const asked = await present(actor, id);
      const row = await attempt(actor, onWebhook('change', asked), async () => {
        if (to.url !== undefined || to.actions !== undefined || to.chat !== undefined) requireReading(actor);
        checkPurpose(asked, to);
        checkActions(to.actions ?? null);
        if (to.url !== undefined) await checkAddress(to.url);
        return unitOfWork.run(actor, async (tx) => {
          const read = await current(actor, tx, id);
          const { name = read.name, actions = read.actions, chat = read.chat, enabled = read.enabled } = to;
          const address = to.url === undefined ? {} : addressed(to.url, read.chat);
          const row = next(read, { name, ...address, actions, chat, enabled });
          await update(tx, { read, row, event: 'change', detail: await teamOf(tx, row.chat) });
          return row;
        });
      });
      return view(actor, row);
    },

    async rotate(actor: PersonContext, { id, overlapHours = usualOverlapHours }: RotateWebhook): Promise<NewWebhook> {
      const asked = await present(actor, id);
      const secret = newWebhookSecret(ids);
      const row = await attempt(actor, onWebhook('rotate', asked), () =>
        unitOfWork.run(actor, async (tx) => {
          const read = await current(actor, tx, id);
          const rotatingUntil = overlapHours === 0 ? null : hoursAfter(clock.now(), overlapHours);
          const former = rotatingUntil === null ? [] : read.sealedSecrets.slice(0, 1);
          const row = next(read, { sealedSecrets: [vault.seal(secret), ...former], rotatingUntil });
          await update(tx, { read, row, event: 'rotate' });
          return row;
        }),
      );
      return { ...view(actor, row), secret };
    },

    /** It is an event of its own, which goes to this webhook whatever it asks for. */
    async test(actor: PersonContext, id: string): Promise<Webhook> {
      const asked = await present(actor, id);
      const row = await attempt(actor, onWebhook('test', asked), () =>
        unitOfWork.run(actor, async (tx) => {
          const row = await current(actor, tx, id);
          refuseDisabled(row);
          await tx.commit(Change.record(webhookEvent(webhookActions.tested, row)));
          return row;
        }),
      );
      return view(actor, row);
    },

    async redeliver(actor: PersonContext, { id, deliveryId }: Redeliver): Promise<Webhook> {
      const asked = await present(actor, id);
      const row = await attempt(actor, onWebhook('redeliver', asked), () =>
        unitOfWork.run(actor, async (tx) => {
          const row = await current(actor, tx, id);
          refuseDisabled(row);
          const madeAt = await tx.deliveryMadeAt(id, deliveryId);
          if (madeAt === null) throw notFound('delivery');
          if (row.chat !== null && !isChatNews(madeAt, clock.now())) {
            throw new DomainError('conflict', { code: 'no_chat_news', params: {} });
          }
          await tx.commit(
            Change.of({
              writes: [{ kind: 'delivery.again', id: deliveryId, webhookId: id }],
              events: [webhookEvent(webhookActions.redelivered, row, { delivery: deliveryId })],
              jobs: [job('webhooks.send', {})],
            }),
          );
          return row;
        }),
      );
      return view(actor, row);
    },

    async remove(actor: PersonContext, id: string): Promise<Webhook> {
      const asked = await read(actor, id);
      const row = await attempt(actor, onWebhook('remove', asked), () =>
        unitOfWork.run(actor, async (tx) => {
          const read = await current(actor, tx, id);
          const row = next(read, { removedAt: clock.now(), sealedUrl: null, sealedSecrets: [], rotatingUntil: null });
          await update(tx, { read, row, event: 'remove' });
          return row;
        }),
      );
      return view(actor, row);
    },
  };
};
