// One canary, carried forward: its VM is asked for, watched until there is a verdict, and followed to its deletion. All
// it knows stands in its rows, so the job may die anywhere and be taken up again. The VM is a deployment like any other, with
// the template's defaults, that belongs to nobody and stands in nobody's quota; its short lease is the net below the clean-up.
import {
  actChange,
  type CanaryRun,
  Change,
  canaryName,
  canaryOwnerId,
  type Deployment,
  deploymentEvent,
  job,
  type LastObservation,
  lacksSource,
  newDeployment,
  newLease,
  requestedActions,
  StaleVersionError,
  statusOf,
  systemActor,
  type TemplateVersion,
  type Transaction,
  templateActions,
  templateEvent,
  type Write,
} from '@portal/domain';
import type { EnginePorts } from '../engine-ports.ts';
import { inconclusive, judge, statusAfterCanary, type Verdict } from './canary-judge.ts';

const actor = systemActor('canary.run');

/** How soon the VM is looked at again. */
const lookAgainMs = 2_000;
/** A VM that could not be deleted is asked to go again after this. */
const deleteAgainMs = 30 * 60_000;

const leaseHours = 2;
const graceHours = 1;

interface Subject {
  readonly run: CanaryRun;
  readonly template: TemplateVersion;
}

const later = (ports: EnginePorts, { id }: CanaryRun): Promise<void> =>
  ports.jobs.enqueue([job('canary.run', { canaryRunId: id }, new Date(ports.clock.now().getTime() + lookAgainMs))]);

/** The VM is asked for and written into the run in one commit: a worker that dies asks for one, not for two. */
const vmAskedFor = ({ run, template }: Subject, id: string, now: Date): Change => {
  const { templateId, version: templateVersion, name, clusterId } = template;
  const size = {
    vcpus: template.vcpus.default,
    memoryMiB: template.memoryMiB.default,
    diskGiB: template.diskGiB.default,
  };
  const given = {
    ...newLease(now, leaseHours, graceHours),
    ...size,
    id,
    name: canaryName(template, id),
    kind: 'canary',
    ownerId: canaryOwnerId,
    teamId: null,
    purpose: `Check of ${name}, version ${templateVersion}`,
    ticket: null,
    customer: null,
    tags: [],
  } as const;
  const row = newDeployment(given, template, now);
  const detail = { canaryRunId: run.id, templateId, templateVersion, ...size };
  return Change.of({
    writes: [
      { kind: 'deployment.insert', row },
      { kind: 'canary.update', row: { ...run, deploymentId: id } },
    ],
    events: [
      deploymentEvent(requestedActions.create, row, detail),
      templateEvent(templateActions.canaryVmRequested, template, { canaryRunId: run.id, deploymentId: id }),
    ],
    jobs: [job('cluster.dispatch', { clusterId }), job('lease.due', { deploymentId: id }, row.expiresAt)],
  });
};

const verdictEvents = {
  passed: { action: templateActions.canaryPassed, outcome: 'succeeded' },
  failed: { action: templateActions.canaryFailed, outcome: 'failed' },
  inconclusive: { action: templateActions.canaryInconclusive, outcome: 'succeeded' },
} as const;

/** The verdict, and what follows from it for the template. */
const conclude = async (tx: Transaction, { run, template }: Subject, verdict: Verdict, now: Date): Promise<void> => {
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

/** Only a look since the canary began can say so. */
const isSourceMissing = ({ run, template }: Subject, seen: LastObservation | null): boolean =>
  seen?.observedAt != null && seen.observedAt > run.startedAt && lacksSource(seen, template);

/** Asks for the VM, unless the cluster is known not to answer: then there is nothing to learn. */
const ask = async (
  tx: Transaction,
  subject: Subject,
  { seen, id, now }: { readonly seen: LastObservation | null; readonly id: string; readonly now: Date },
): Promise<Verdict | null> => {
  const since = seen?.unreachableSince ?? null;
  if (since !== null) return inconclusive({ code: 'canary_without_cluster', params: { since: since.toISOString() } });
  await tx.commit(vmAskedFor(subject, id, now));
  return null;
};

/** Inside the template's lock, with the run as it is now: asks for the VM, or looks at it and writes the verdict down with its end. */
const advance = async (ports: EnginePorts, { run: { id, templateId }, template }: Subject): Promise<Verdict | null> => {
  const seen = await ports.lastObservations.read(template.clusterId);
  return ports.unitOfWork.run(actor, async (tx) => {
    await tx.lock({ kind: 'template', templateId });
    const run = await tx.canaryRun(id);
    // Another worker has carried it further.
    if (run?.outcome !== 'running') return null;
    const subject: Subject = { run, template };
    const now = ports.clock.now();
    const { deploymentId } = run;
    const deployment = deploymentId === null ? null : await tx.deployment(deploymentId);
    if (deployment === null) {
      if (deploymentId !== null) throw new Error(`canary ${id} lacks its deployment`);
      const unasked = await ask(tx, subject, { seen, id: ports.ids.next(), now });
      if (unasked !== null) await conclude(tx, subject, unasked, now);
      return unasked;
    }
    const step = await tx.runningStep(deployment.id);
    const { guestAgent: tellsAddress } = template;
    const verdict = judge({ run, deployment, step, tellsAddress, sourceMissing: isSourceMissing(subject, seen), now });
    if (verdict === null) return null;
    await conclude(tx, subject, verdict, now);
    const end = actChange(deployment, 'delete', now);
    if (end.accepted) await tx.commit(end.change);
    return verdict;
  });
};

/** After the verdict: until the cluster has no VM of it any more. */
const cleanUp = async (ports: EnginePorts, { run, template }: Subject, deployment: Deployment): Promise<void> => {
  if (deployment.rest === 'deleted') return;
  if (deployment.operation === 'delete') return later(ports, run);
  const now = ports.clock.now();
  const failedBefore = deployment.failureCode === 'delete_failed';
  // The sweep brings it up each minute; whoever looks at the template sees the VM and its message meanwhile.
  if (failedBefore && now.getTime() < deployment.updatedAt.getTime() + deleteAgainMs) return;
  const end = actChange(deployment, 'delete', now);
  if (!end.accepted) return;
  const { id: deploymentId, statusReason: reason } = deployment;
  if (failedBefore) ports.log.error('the VM of a canary could not be deleted', { deploymentId, reason });
  await ports.unitOfWork.run(actor, async (tx) => {
    if (failedBefore) {
      const detail = { canaryRunId: run.id, deploymentId, status: statusOf(deployment), reason };
      await tx.commit(Change.record(templateEvent(templateActions.canaryLeftVm, template, detail, 'failed')));
    }
    await tx.commit(end.change);
  });
  await later(ports, run);
};

const carry = async (ports: EnginePorts, canaryRunId: string): Promise<void> => {
  const run = await ports.reader.canaryRun(canaryRunId);
  if (run === null) return;
  const template = await ports.reader.templateVersion(run.templateId, run.templateVersion);
  if (template === null) throw new Error(`canary ${run.id} lacks its template version`);
  if (run.outcome !== 'running') {
    const deployment = run.deploymentId === null ? null : await ports.reader.deployment(run.deploymentId);
    return deployment === null ? undefined : cleanUp(ports, { run, template }, deployment);
  }
  const judged = await advance(ports, { run, template });
  if (judged === null) return later(ports, run);
  ports.log.info('a canary was judged', { template: template.slug, ...judged });
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
