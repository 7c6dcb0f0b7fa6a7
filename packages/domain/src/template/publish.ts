// Publishing, inside a transaction: a version never changes, so what is new is always the next one. A repeat of a request
// that was carried out already says so by its result and publishes nothing.
import type { TemplateDefinition } from '@portal/types';
import { templateActions, templateEvent } from '../audit/template-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import { onTemplate, resolved } from '../problem/problems.ts';
import type { TemplateVersion } from '../template-records.ts';
import { saysTheSame, type VersionIdentity, versionOf } from './definition.ts';

/** Of a template that its check has switched off: what is published now was checked again. */
const backOnOffer = async (tx: Transaction, row: TemplateVersion, now: Date): Promise<void> => {
  const status = await tx.templateStatus(row.templateId);
  const writes = [
    resolved('template_changed', onTemplate(row)),
    resolved('template_check_failed', onTemplate(row)),
  ] as const;
  if (status?.state !== 'disabled' || status.setBy !== 'check') return tx.commit(Change.ofProblems(writes));
  const next = { ...status, state: 'available', reason: null, changedAt: now } as const;
  return tx.commit(
    Change.of({
      writes: [{ kind: 'template.status', row: next }, ...writes],
      events: [templateEvent(templateActions.enabled, row, { reason: null, version: row.version })],
    }),
  );
};

const publish = (tx: Transaction, row: TemplateVersion): Promise<void> => {
  const { version, name, clusterId, sourceVmid } = row;
  const action = version === 1 ? templateActions.registered : templateActions.versionPublished;
  return tx.commit(
    Change.of({
      writes: [{ kind: 'template.publish', row }],
      events: [templateEvent(action, row, { version, name, clusterId, sourceVmid })],
    }),
  );
};

/** What a definition does not say: where its source is, and which checks that does not pass. */
export type Origin = Pick<VersionIdentity, 'clusterId' | 'registeredChecks'>;

interface Registration extends Origin {
  readonly templateId: string;
  readonly slug: string;
  readonly definition: TemplateDefinition;
}

export const registerTemplate = (tx: Transaction, registration: Registration): Promise<void> => {
  const { definition, ...identity } = registration;
  return publish(tx, versionOf(definition, { ...identity, version: 1 }));
};

interface Publication extends Origin {
  readonly templateId: string;
  readonly baseVersion: number;
  readonly definition: TemplateDefinition;
  readonly now: Date;
}

/** A source that has changed since makes another version of the same words. */
const isSourceAsBefore = ({ registeredChecks: before }: TemplateVersion, now: Origin['registeredChecks']): boolean =>
  before === null || before.join('\n') === (now ?? []).join('\n');

export const publishVersion = async (tx: Transaction, publication: Publication): Promise<void> => {
  const { templateId, baseVersion, clusterId, registeredChecks, definition, now } = publication;
  await tx.lock({ kind: 'template', templateId });
  const current = await tx.currentTemplate(templateId);
  if (current === null) throw notFound('template');
  const same = saysTheSame(current, definition, clusterId) && isSourceAsBefore(current, registeredChecks);
  if (same && current.version === baseVersion + 1) return;
  if (current.version !== baseVersion) {
    const { version } = current;
    throw new DomainError('conflict', { code: 'version_published_meanwhile', params: { version } });
  }
  if (same) throw new DomainError('conflict', { code: 'version_says_the_same', params: { version: baseVersion } });
  const { slug } = current;
  const next = versionOf(definition, { templateId, slug, version: baseVersion + 1, clusterId, registeredChecks });
  await publish(tx, next);
  await backOnOffer(tx, next, now);
};
