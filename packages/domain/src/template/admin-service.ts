// Administering templates: registering, publishing, taking off the offer, and trying them. For administrators alone; what
// is refused is on record like what is done.
import {
  type actions,
  type CanaryRunView,
  type OfferState,
  type PublishTemplate,
  type RegisterTemplate,
  sameReason,
  type Template,
  type TemplateDefinition,
  type TemplateReason,
  type TemplateState,
} from '@portal/types';
import { type TemplateAuditAction, templateActions, templateEvent } from '../audit/template-events.ts';
import { Change } from '../change.ts';
import { DomainError, doesNotFit, notFound, StaleVersionError } from '../errors.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { onTemplate, resolved } from '../problem/problems.ts';
import { nothingYet, refusalOnRecord } from '../put-on-record.ts';
import type { TemplateStatus } from '../template-records.ts';
import { createTemplateAdminReading, type TemplateAdminReadingPorts } from './admin-reading.ts';
import { beginCanary } from './begin-canary.ts';
import { checkKey } from './checks.ts';
import { saysTheSame } from './definition.ts';
import { type Origin, publishVersion, registerTemplate } from './publish.ts';
import { createTemplateService } from './service.ts';
import { checkSource } from './source-check.ts';

export interface TemplateAdminPorts extends TemplateAdminReadingPorts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What is put on record of what is asked for. */
const requested = {
  register: templateActions.registered,
  publish: templateActions.versionPublished,
  deprecate: templateActions.deprecated,
  disable: templateActions.disabled,
  enable: templateActions.enabled,
  canary: templateActions.canaryRequested,
} as const satisfies Partial<Record<keyof typeof actions.templates, TemplateAuditAction>>;

interface Attempt {
  readonly action: keyof typeof requested;
  readonly template: { readonly templateId: string; readonly slug: string };
}

const slugTaken = (slug: string): DomainError =>
  new DomainError('conflict', { code: 'slug_taken', params: { slug } }, { fields: [{ field: 'slug' }] });

type Located = Omit<RegisterTemplate, 'slug'>;

/** What is to be published, and where its source lies. */
const splitOf = ({ source: located, ...plain }: Located): { definition: TemplateDefinition; clusterRef: string } => {
  const { cluster: clusterRef, ...source } = located;
  return { definition: { ...plain, source }, clusterRef };
};

const inWords = (words: string): OfferState => ({ code: 'set_by_administrator', params: { words } });

/** What puts a template into this state. */
const stateActions = {
  available: 'enable',
  deprecated: 'deprecate',
  disabled: 'disable',
} as const satisfies Record<TemplateState, keyof typeof requested>;

export const createTemplateAdminService = (ports: TemplateAdminPorts) => {
  const { unitOfWork, templates, lastObservations, clock, ids } = ports;
  const { byId: view } = createTemplateService(ports);
  const { offerOf, clusterNamed, withVm, ...reading } = createTemplateAdminReading(ports);

  /** Does it if this person may, and puts on record what was refused. */
  const attempt = async <Result>(actor: PersonContext, what: Attempt, work: () => Promise<Result>): Promise<Result> => {
    try {
      requirePermission(actor, `templates.${what.action}`);
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      const detail = { reason: error.reason, fields: error.details.fields?.map(({ field }) => field) ?? [] };
      const event = templateEvent(requested[what.action], what.template, detail, 'refused');
      await refusalOnRecord(unitOfWork, actor, event, what.action === 'register' ? nothingYet : undefined);
      throw error;
    }
  };

  /** Where VMs can be made from a definition, as far as can be seen, and what its source is like. */
  const checkedOrigin = async (idOrName: string, definition: TemplateDefinition): Promise<Origin> => {
    const cluster = await clusterNamed(idOrName);
    if (cluster === null)
      throw doesNotFit({ field: 'source.cluster', reason: { code: 'no_such_cluster', params: {} } });
    const { faults, checks } = checkSource(definition, await lastObservations.read(cluster.id));
    if (faults.length > 0) throw doesNotFit(...faults);
    return { clusterId: cluster.id, registeredChecks: checks?.map(checkKey) ?? null };
  };

  const setState = async (actor: PersonContext, id: string, next: Pick<TemplateStatus, 'state' | 'reason'>) => {
    const { current } = await offerOf(id);
    const { templateId } = current;
    const action = stateActions[next.state];
    await attempt(actor, { action, template: current }, () =>
      unitOfWork.run(actor, async (tx) => {
        await tx.lock({ kind: 'template', templateId });
        const status = await tx.templateStatus(templateId);
        const same = status?.state === next.state && sameReason(status.reason, next.reason) && status.setBy === 'admin';
        if (same) return;
        const row: TemplateStatus = { templateId, ...next, setBy: 'admin', changedAt: clock.now() };
        const detail = { from: status?.state ?? null, reason: next.reason };
        const events = [templateEvent(requested[action], current, detail)] as const;
        const settled = next.state === 'available' ? [resolved('template_changed', onTemplate(current))] : [];
        await tx.commit(Change.of({ writes: [{ kind: 'template.status', row }, ...settled], events }));
      }),
    );
    return view(actor, templateId);
  };

  return {
    ...reading,

    async register(actor: PersonContext, input: RegisterTemplate): Promise<Template> {
      const { slug, ...located } = input;
      const { definition, clusterRef } = splitOf(located);
      const template = { templateId: ids.next(), slug };
      const registered = await attempt(actor, { action: 'register', template }, async () => {
        const origin = await checkedOrigin(clusterRef, definition);
        const known = (await templates.byId(slug))?.current ?? null;
        // A repeat of the same request finds what the first one made.
        if (known?.version === 1 && saysTheSame(known, definition, origin.clusterId)) return known.templateId;
        if (known !== null) throw slugTaken(slug);
        await unitOfWork
          .run(actor, (tx) => registerTemplate(tx, { ...template, ...origin, definition }))
          .catch((error: unknown) => {
            throw error instanceof StaleVersionError ? slugTaken(slug) : error;
          });
        return template.templateId;
      });
      return view(actor, registered);
    },

    /** `conflict` when another version was published since `baseVersion`. */
    async publish(actor: PersonContext, input: PublishTemplate): Promise<Template> {
      const { id, baseVersion, ...located } = input;
      const { definition, clusterRef } = splitOf(located);
      const { current } = await offerOf(id);
      const { templateId } = current;
      await attempt(actor, { action: 'publish', template: current }, async () => {
        const origin = await checkedOrigin(clusterRef, definition);
        await unitOfWork.run(actor, (tx) =>
          publishVersion(tx, { templateId, baseVersion, ...origin, definition, now: clock.now() }),
        );
      });
      return view(actor, templateId);
    },

    deprecate: (actor: PersonContext, { id, reason }: TemplateReason) =>
      setState(actor, id, { state: 'deprecated', reason: inWords(reason) }),
    disable: (actor: PersonContext, { id, reason }: TemplateReason) =>
      setState(actor, id, { state: 'disabled', reason: inWords(reason) }),
    enable: (actor: PersonContext, id: string) => setState(actor, id, { state: 'available', reason: null }),

    /** Accepted, and carried out by a job; one that is under way already is answered instead. */
    async startCanary(actor: PersonContext, id: string): Promise<CanaryRunView> {
      const { current } = await offerOf(id);
      const beginning = {
        id: ids.next(),
        templateId: current.templateId,
        trigger: 'request',
        now: clock.now(),
      } as const;
      const run = await attempt(actor, { action: 'canary', template: current }, () =>
        unitOfWork.run(actor, (tx) => beginCanary(tx, beginning)),
      );
      if (run === null) throw notFound('template');
      return withVm(run, actor);
    },
  };
};
