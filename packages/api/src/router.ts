// Every procedure of the portal, by the name that clients call it.
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { listAudit } from './audit/list.ts';
import { canaryById } from './canaries/by-id.ts';
import { listClusters } from './clusters/list.ts';
import { clusterTemplates } from './clusters/templates.ts';
import { deploymentById } from './deployments/by-id.ts';
import { createDeployment } from './deployments/create.ts';
import { revealCredentials } from './deployments/credentials.ts';
import { deleteDeployment } from './deployments/delete.ts';
import { extendDeployment } from './deployments/extend.ts';
import { listDeployments } from './deployments/list.ts';
import { onDeploymentChange } from './deployments/on-change.ts';
import { deploymentOperations } from './deployments/operations.ts';
import { rebootDeployment } from './deployments/reboot.ts';
import { rebuildDeployment } from './deployments/rebuild.ts';
import { resetDeployment } from './deployments/reset.ts';
import { resumeDeployment } from './deployments/resume.ts';
import { startDeployment } from './deployments/start.ts';
import { deploymentSteps } from './deployments/steps.ts';
import { stopDeployment } from './deployments/stop.ts';
import { suspendDeployment } from './deployments/suspend.ts';
import { getMe } from './me/get.ts';
import { operationById } from './operations/by-id.ts';
import { listOrphans } from './orphans/list.ts';
import { acknowledgeProblem } from './problems/acknowledge.ts';
import { problemById } from './problems/by-id.ts';
import { listProblems } from './problems/list.ts';
import { createCallerFactory, router } from './procedure.ts';
import { adoptQuarantined } from './quarantine/adopt.ts';
import { destroyQuarantined } from './quarantine/destroy.ts';
import { listQuarantine } from './quarantine/list.ts';
import { releaseQuarantined } from './quarantine/release.ts';
import { createSnapshot } from './snapshots/create.ts';
import { listSnapshots } from './snapshots/list.ts';
import { removeSnapshot } from './snapshots/remove.ts';
import { rollbackSnapshot } from './snapshots/rollback.ts';
import { templateById } from './templates/by-id.ts';
import { templateCanaries } from './templates/canaries.ts';
import { deprecateTemplate } from './templates/deprecate.ts';
import { disableTemplate } from './templates/disable.ts';
import { enableTemplate } from './templates/enable.ts';
import { listTemplates } from './templates/list.ts';
import { publishTemplate } from './templates/publish.ts';
import { registerTemplate } from './templates/register.ts';
import { startTemplateCanary } from './templates/start-canary.ts';
import { templateVersions } from './templates/versions.ts';

export const appRouter = router({
  templates: {
    list: listTemplates,
    byId: templateById,
    versions: templateVersions,
    canaries: templateCanaries,
    register: registerTemplate,
    publish: publishTemplate,
    deprecate: deprecateTemplate,
    disable: disableTemplate,
    enable: enableTemplate,
    canary: startTemplateCanary,
  },
  canaries: { byId: canaryById },
  deployments: {
    list: listDeployments,
    byId: deploymentById,
    create: createDeployment,
    start: startDeployment,
    stop: stopDeployment,
    reboot: rebootDeployment,
    reset: resetDeployment,
    suspend: suspendDeployment,
    resume: resumeDeployment,
    rebuild: rebuildDeployment,
    delete: deleteDeployment,
    extend: extendDeployment,
    credentials: revealCredentials,
    operations: deploymentOperations,
    steps: deploymentSteps,
    onChange: onDeploymentChange,
  },
  operations: { byId: operationById },
  snapshots: { list: listSnapshots, create: createSnapshot, rollback: rollbackSnapshot, remove: removeSnapshot },
  clusters: { list: listClusters, templates: clusterTemplates },
  quarantine: {
    list: listQuarantine,
    adopt: adoptQuarantined,
    release: releaseQuarantined,
    destroy: destroyQuarantined,
  },
  orphans: { list: listOrphans },
  problems: { list: listProblems, byId: problemById, acknowledge: acknowledgeProblem },
  audit: { list: listAudit },
  me: { get: getMe },
});

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures in the process, without HTTP: for pages rendered on the server. */
export const createCaller = createCallerFactory(appRouter);
