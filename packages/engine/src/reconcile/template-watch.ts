// The templates of a cluster, checked with each look at it: one that does not pass its checks is a problem until it does,
// and one that its check has switched off comes back once it passes again.
import {
  Change,
  commitProblems,
  forbidding,
  onTemplate,
  raised,
  resolved,
  type SeenGuest,
  type TemplateOffer,
  templateActions,
  templateEvent,
} from '@portal/domain';
import { type FailedCheck, failedChecks } from '@portal/types';
import { type Look, observeActor } from './look.ts';

export type Offered = Pick<TemplateOffer, 'current' | 'status'>;

interface Checked extends Offered {
  readonly checks: readonly FailedCheck[];
}

const isSwitchedOff = ({ status }: Offered): boolean => status.state === 'disabled' && status.setBy === 'check';

/** Its configuration was read since the template was switched off. */
const isReadSince = ({ readAt }: Look, { current, status }: Offered): boolean =>
  (readAt.get(current.sourceVmid) ?? 0) > status.changedAt.getTime();

/** VMIDs of templates that were found changed: whoever publishes one anew is answered by what it is like by now. */
export const awaitedSources = (look: Look, offered: readonly Offered[]): ReadonlySet<number> =>
  new Set(
    offered.filter((one) => isSwitchedOff(one) && !isReadSince(look, one)).map(({ current }) => current.sourceVmid),
  );

const problemOf = ({ current, checks }: Checked) => {
  const { sourceVmid: vmid, version } = current;
  if (checks.length === 0) return resolved('template_check_failed', onTemplate(current));
  const codes = checks.map(({ code }) => code);
  return raised('template_check_failed', onTemplate(current), { vmid, version, checks: codes });
};

/** Under the template's lock: an administrator may have decided meanwhile. */
const enable = async ({ ports }: Look, { current }: Offered): Promise<void> => {
  const { templateId, version } = current;
  await ports.unitOfWork.run(observeActor, async (tx) => {
    await tx.lock({ kind: 'template', templateId });
    const status = await tx.templateStatus(templateId);
    if (status === null || !isSwitchedOff({ current, status })) return;
    const row = { ...status, state: 'available', reason: null, changedAt: ports.clock.now() } as const;
    const change = Change.of({
      writes: [{ kind: 'template.status', row }, resolved('template_changed', onTemplate(current))],
      events: [templateEvent(templateActions.enabled, current, { reason: null, version })],
    });
    await tx.commit(change);
  });
};

/** `memory.said`: so that nothing is written while nothing changes. */
export const checkTemplates = async (
  look: Look,
  memory: { said: string },
  { offered, seen }: { readonly offered: readonly Offered[]; readonly seen: readonly SeenGuest[] },
): Promise<void> => {
  const all = offered.flatMap((one): readonly Checked[] => {
    const config = seen.find(({ vmid }) => vmid === one.current.sourceVmid)?.config ?? null;
    return config === null ? [] : [{ ...one, checks: failedChecks(one.current, config) }];
  });
  const problems = all.map(problemOf);
  const said = JSON.stringify(problems);
  if (said !== memory.said) {
    await commitProblems(look.ports.unitOfWork, 'cluster.observe', problems);
    memory.said = said;
  }
  for (const one of all) {
    const passes = forbidding(one.current, one.checks).length === 0;
    if (passes && isSwitchedOff(one) && isReadSince(look, one)) await enable(look, one);
  }
};
