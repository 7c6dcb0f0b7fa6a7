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
import { failedChecks } from '@portal/types';
import { type Look, observeActor } from './look.ts';

type Offered = Pick<TemplateOffer, 'current' | 'status'>;

/** What a process remembers, so that nothing is written while nothing changes. */
export interface TemplateMemory {
  /** When the configuration of which VMID was read. */
  readonly readAt: ReadonlyMap<number, number>;
  said: string;
}

interface Checked extends Offered {
  readonly checks: ReturnType<typeof failedChecks>;
  /** Read since the template was switched off. */
  readonly isCurrent: boolean;
}

const checked = (offered: Offered, seen: readonly SeenGuest[], { readAt }: TemplateMemory): readonly Checked[] => {
  const { sourceVmid } = offered.current;
  const config = seen.find(({ vmid }) => vmid === sourceVmid)?.config ?? null;
  if (config === null) return [];
  const isCurrent = (readAt.get(sourceVmid) ?? 0) > offered.status.changedAt.getTime();
  return [{ ...offered, checks: failedChecks(offered.current, config), isCurrent }];
};

const problemOf = ({ current, checks }: Checked) => {
  const { sourceVmid: vmid, version } = current;
  if (checks.length === 0) return resolved('template_check_failed', onTemplate(current));
  return raised('template_check_failed', onTemplate(current), {
    vmid,
    version,
    checks: checks.map(({ code }) => code),
  });
};

const switchedOff = ({ status }: Offered): boolean => status.state === 'disabled' && status.setBy === 'check';

/** Under the template's lock: an administrator may have decided meanwhile. */
const enable = async ({ ports }: Look, { current }: Checked): Promise<void> => {
  const { templateId } = current;
  await ports.unitOfWork.run(observeActor, async (tx) => {
    await tx.lock({ kind: 'template', templateId });
    const status = await tx.templateStatus(templateId);
    if (status === null || !switchedOff({ current, status })) return;
    const row = { ...status, state: 'available', reason: null, changedAt: ports.clock.now() } as const;
    await tx.commit(
      Change.of({
        writes: [{ kind: 'template.status', row }, resolved('template_changed', onTemplate(current))],
        events: [templateEvent(templateActions.enabled, current, { reason: null, version: current.version })],
      }),
    );
  });
};

export const checkTemplates = async (look: Look, memory: TemplateMemory, seen: readonly SeenGuest[]): Promise<void> => {
  const { ports, cluster } = look;
  const all = (await ports.reader.templatesOn(cluster.id)).flatMap((offered) => checked(offered, seen, memory));
  const said = JSON.stringify(
    all.map(({ current, checks }) => [current.templateId, current.version, checks.map(({ code }) => code)]),
  );
  if (said !== memory.said) {
    await commitProblems(ports.unitOfWork, 'cluster.observe', all.map(problemOf));
    memory.said = said;
  }
  for (const one of all) {
    if (switchedOff(one) && one.isCurrent && forbidding(one.current, one.checks).length === 0) await enable(look, one);
  }
};
