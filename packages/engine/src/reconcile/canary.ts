// One canary, carried forward: its VM is asked for, watched until there is a verdict, and followed to its deletion. All
// it knows stands in its rows, so the job may die anywhere and be taken up again.
import {
  actChange,
  type CanaryRun,
  Change,
  type Deployment,
  job,
  lacksSource,
  StaleVersionError,
  statusAfter,
  systemActor,
  type TemplateVersion,
  type Transaction,
  templateActions,
  templateEvent,
  type Write,
} from '@portal/domain';
import type { EnginePorts } from '../engine-ports.ts';
import { statusAfterCanary } from './canary-consequence.ts';
import { inconclusive, judge, type Verdict } from './canary-judge.ts';
import { canaryDeployment, vmAskedFor } from './canary-vm.ts';

const actor = systemActor('canary.run');

/** How soon the VM is looked at again. */
const lookAgainMs = 2_000;
/** A VM that could not be deleted is asked to go again after this. */
const deleteAgainMs = 30 * 60_000;

const later = (ports: EnginePorts, { id }: CanaryRun): Promise<void> =>
  ports.jobs.enqueue([job('canary.run', { canaryRunId: id }, new Date(ports.clock.now().getTime() + lookAgainMs))]);

/** The change that deletes the VM; null where that cannot be asked for now. */
const deletion = (deployment: Deployment, now: Date): Change | null => {
  if (statusAfter('delete', deployment.status) === null) return null;
  const decision = actChange(deployment, 'delete', now);
  return decision.accepted ? decision.change : null;
};

const verdictEvents = {
  passed: { action: templateActions.canaryPassed, outcome: 'succeeded' },
  failed: { action: templateActions.canaryFailed, outcome: 'failed' },
  inconclusive: { action: templateActions.canaryInconclusive, outcome: 'succeeded' },
} as const;

interface Subject {
  readonly run: CanaryRun;
  readonly template: TemplateVersion;
}

interface Conclusion extends Subject {
  readonly verdict: Verdict;
  readonly now: Date;
}

/** The verdict, and what follows from it for the template. */
const conclude = async (tx: Transaction, { run, template, verdict, now }: Conclusion): Promise<void> => {
  const { outcome, reason, seconds } = verdict;
  const status = await tx.templateStatus(run.templateId);
  const current = await tx.currentTemplate(run.templateId);
  const next = status === null || current === null ? null : statusAfterCanary(run, verdict, { status, current, now });
  const ended: Write = { kind: 'canary.update', row: { ...run, outcome, reason, seconds, endedAt: now } };
  const said = verdictEvents[outcome];
  const detail = { canaryRunId: run.id, version: run.templateVersion, reason, seconds };
  const turned = next === null || next.state === status?.state ? null : next;
  const action = turned?.state === 'available' ? templateActions.enabled : templateActions.disabled;
  await tx.commit(
    Change.of({
      writes: [ended, ...(next === null ? [] : [{ kind: 'template.status' as const, row: next }])],
      events: [
        templateEvent(said.action, template, detail, said.outcome),
        ...(turned === null ? [] : [templateEvent(action, template, { reason: turned.reason, canaryRunId: run.id })]),
      ],
      jobs: [job('canary.run', { canaryRunId: run.id })],
    }),
  );
};

/** Inside the template's lock, with the run as it is now; null when another worker has carried it further. */
const onRunning = <Result>(
  ports: EnginePorts,
  canaryRunId: string,
  work: (tx: Transaction, run: CanaryRun) => Promise<Result>,
): Promise<Result | null> =>
  ports.unitOfWork.run(actor, async (tx) => {
    const found = await tx.canaryRun(canaryRunId);
    if (found === null) return null;
    await tx.lock({ kind: 'template', templateId: found.templateId });
    const run = await tx.canaryRun(canaryRunId);
    return run?.outcome === 'running' ? work(tx, run) : null;
  });

/** Asks for the VM, unless the cluster is known not to answer: then there is nothing to learn. */
const ask = async (ports: EnginePorts, { run, template }: Subject): Promise<void> => {
  const lastObservation = await ports.lastObservations.read(template.clusterId);
  const since = lastObservation?.unreachableSince ?? null;
  await onRunning(ports, run.id, async (tx, current) => {
    if (current.deploymentId !== null) return;
    const now = ports.clock.now();
    if (since !== null) {
      const verdict = inconclusive({ code: 'canary_without_cluster', params: { since: since.toISOString() } });
      return conclude(tx, { run: current, template, verdict, now });
    }
    await tx.commit(vmAskedFor(current, canaryDeployment(template, ports.ids.next(), now), template));
  });
  await later(ports, run);
};

/** Only a look since the canary began can say so. */
const isSourceMissing = async (ports: EnginePorts, { run, template }: Subject): Promise<boolean> => {
  const lastObservation = await ports.lastObservations.read(template.clusterId);
  return (
    lastObservation?.observedAt != null &&
    lastObservation.observedAt > run.startedAt &&
    lacksSource(lastObservation, template)
  );
};

/** Looks at the VM, and on a verdict writes it down together with the end of the VM. */
const watch = async (ports: EnginePorts, { run, template }: Subject, deploymentId: string): Promise<void> => {
  const { guestAgent: tellsAddress, slug } = template;
  const sourceMissing = await isSourceMissing(ports, { run, template });
  const judged = await onRunning(ports, run.id, async (tx, current) => {
    const now = ports.clock.now();
    const deployment = await tx.deployment(deploymentId);
    if (deployment === null) throw new Error(`canary ${run.id} lacks its deployment`);
    const step = await tx.runningStep(deploymentId);
    const verdict = judge({ run: current, deployment, step, tellsAddress, sourceMissing, now });
    if (verdict === null) return null;
    await conclude(tx, { run: current, template, verdict, now });
    const end = deletion(deployment, now);
    if (end !== null) await tx.commit(end);
    return verdict;
  });
  if (judged === null) return later(ports, run);
  ports.log.info('a canary was judged', { template: slug, ...judged });
};

/** After the verdict: until the cluster has no VM of it any more. */
const cleanUp = async (ports: EnginePorts, { run, template }: Subject, deployment: Deployment): Promise<void> => {
  if (deployment.status === 'deleted') return;
  if (deployment.status === 'deleting') return later(ports, run);
  const now = ports.clock.now();
  const failedBefore = deployment.failureCode === 'delete_failed';
  // The sweep brings it up each minute; whoever looks at the template sees the VM and its message meanwhile.
  if (failedBefore && now.getTime() < deployment.updatedAt.getTime() + deleteAgainMs) return;
  const end = deletion(deployment, now);
  if (end === null) return;
  const { id: deploymentId, status, statusReason: reason } = deployment;
  if (failedBefore) ports.log.error('the VM of a canary could not be deleted', { deploymentId, reason });
  await ports.unitOfWork.run(actor, async (tx) => {
    if (failedBefore) {
      const detail = { canaryRunId: run.id, deploymentId, status, reason };
      await tx.commit(Change.record(templateEvent(templateActions.canaryLeftVm, template, detail, 'failed')));
    }
    await tx.commit(end);
  });
  await later(ports, run);
};

const carry = async (ports: EnginePorts, canaryRunId: string): Promise<void> => {
  const run = await ports.reader.canaryRun(canaryRunId);
  if (run === null) return;
  const template = await ports.reader.templateVersion(run.templateId, run.templateVersion);
  if (template === null) throw new Error(`canary ${run.id} lacks its template version`);
  const subject: Subject = { run, template };
  const { deploymentId } = run;
  if (run.outcome === 'running') {
    return deploymentId === null ? ask(ports, subject) : watch(ports, subject, deploymentId);
  }
  const deployment = deploymentId === null ? null : await ports.reader.deployment(deploymentId);
  if (deployment !== null) await cleanUp(ports, subject, deployment);
};

export const canary = async (ports: EnginePorts, canaryRunId: string): Promise<void> => {
  try {
    await carry(ports, canaryRunId);
  } catch (error) {
    if (!(error instanceof StaleVersionError)) throw error;
    // The engine moved the VM at this moment: look again.
    await ports.jobs.enqueue([job('canary.run', { canaryRunId })]);
  }
};
