// What a template is when it is cloned, compared with what was registered: before the clone on the template itself, and
// afterwards on the clone. One that does not pass is taken off the offer, and its VM is not blamed on anybody.
import {
  Change,
  type Deployment,
  forbidding,
  type GuestConfig,
  HypervisorError,
  onTemplate,
  raised,
  type TemplateVersion,
  templateActions,
  templateEvent,
} from '@portal/domain';
import { type FailedCheck, failedChecks, type OfferState } from '@portal/types';
import { engineActor } from '../commits.ts';
import type { RunContext } from '../engine-ports.ts';

/** Nothing was asked of the cluster for it, or the clone shows it. Asking again would meet the same. */
export class TemplateChangedError extends HypervisorError {
  readonly checks: readonly FailedCheck[];

  constructor({ name }: TemplateVersion, checks: readonly FailedCheck[]) {
    const reason = { code: 'template_differs', params: { template: name } } as const;
    super('rejected', 'the template is no longer what was registered', { maybeDone: false, reason });
    this.checks = checks;
  }
}

const refuseChanges = (template: TemplateVersion, checks: readonly FailedCheck[]): void => {
  const changes = forbidding(template, checks);
  if (changes.length > 0) throw new TemplateChangedError(template, changes);
};

/** Throws {@link TemplateChangedError} for a PVE template that VMs of this version cannot be made from. */
export const requireUnchanged = (template: TemplateVersion, source: GuestConfig): void =>
  refuseChanges(template, failedChecks(template, source));

/** The same of the clone, which may be of a template that changed a moment ago; its disk is as large as was asked, at most. */
export const requireAsRegistered = (template: TemplateVersion, { diskGiB }: Deployment, clone: GuestConfig): void =>
  refuseChanges(
    template,
    failedChecks({ ...template, diskGiB: { ...template.diskGiB, min: diskGiB } }, { ...clone, template: true }),
  );

const reasonOf = (checks: readonly FailedCheck[]): OfferState => ({
  code: 'source_changed',
  params: { findings: checks.slice(0, mostFindings).map(({ code, params }) => ({ code, params })) },
});

/** So that a row can hold them. */
const mostFindings = 8;

/** Takes the template off the offer and tells administrators; once, and not where a newer version was published meanwhile. */
export const blockTemplate = async ({ ports, template }: RunContext, changed: TemplateChangedError): Promise<void> => {
  const { templateId, version, sourceVmid: vmid } = template;
  const { checks } = changed;
  await ports.unitOfWork.run(engineActor, async (tx) => {
    await tx.lock({ kind: 'template', templateId });
    const [current, status] = [await tx.currentTemplate(templateId), await tx.templateStatus(templateId)];
    if (current?.version !== version) return;
    const differences = checks.map(({ code }) => code);
    const problem = raised('template_changed', onTemplate(template), { vmid, version, differences });
    if (status?.state !== 'available') return tx.commit(Change.ofProblems([problem]));
    const reason = reasonOf(checks);
    const row = { templateId, state: 'disabled', reason, setBy: 'check', changedAt: ports.clock.now() } as const;
    return tx.commit(
      Change.of({
        writes: [{ kind: 'template.status', row }, problem],
        events: [templateEvent(templateActions.disabled, template, { reason, version, checks: differences })],
      }),
    );
  });
};
