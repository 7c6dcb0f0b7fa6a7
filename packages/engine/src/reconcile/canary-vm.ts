// The VM of a canary: a deployment like any other, with the template's defaults, that belongs to nobody and stands in
// nobody's quota. Its short lease is the net below the canary's own clean-up.
import {
  type CanaryRun,
  Change,
  canaryName,
  canaryOwnerId,
  type Deployment,
  deploymentEvent,
  engineActions,
  job,
  newDeployment,
  newLease,
  type TemplateVersion,
  templateActions,
  templateEvent,
} from '@portal/domain';

const leaseHours = 2;
const graceHours = 1;

export const canaryDeployment = (template: TemplateVersion, id: string, now: Date): Deployment => {
  const given = {
    ...newLease(now, leaseHours, graceHours),
    id,
    name: canaryName(template, id),
    kind: 'canary',
    ownerId: canaryOwnerId,
    teamId: null,
    vcpus: template.vcpus.default,
    memoryMiB: template.memoryMiB.default,
    diskGiB: template.diskGiB.default,
    purpose: `Check of ${template.name}, version ${template.version}`,
    ticket: null,
  } as const;
  return newDeployment(given, template, now);
};

/** The VM is asked for and written into the run in one commit: a worker that dies asks for one, not for two. */
export const vmAskedFor = (run: CanaryRun, deployment: Deployment, template: TemplateVersion): Change => {
  const { id, templateId, templateVersion, vcpus, memoryMiB, diskGiB } = deployment;
  const detail = { canaryRunId: run.id, templateId, templateVersion, vcpus, memoryMiB, diskGiB };
  return Change.of({
    writes: [
      { kind: 'deployment.insert', row: deployment },
      { kind: 'canary.update', row: { ...run, deploymentId: id } },
    ],
    events: [
      deploymentEvent(engineActions.created, deployment, detail),
      templateEvent(templateActions.canaryVmRequested, template, { canaryRunId: run.id, deploymentId: id }),
    ],
    jobs: [
      job('cluster.dispatch', { clusterId: deployment.clusterId }),
      job('lease.due', { deploymentId: id }, deployment.expiresAt),
    ],
  });
};
