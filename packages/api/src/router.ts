// Every procedure of the portal, by the name that clients call it.
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { listAudit } from './audit/list.ts';
import { listClusters } from './clusters/list.ts';
import { deploymentById } from './deployments/by-id.ts';
import { createDeployment } from './deployments/create.ts';
import { revealCredentials } from './deployments/credentials.ts';
import { deleteDeployment } from './deployments/delete.ts';
import { extendDeployment } from './deployments/extend.ts';
import { listDeployments } from './deployments/list.ts';
import { onDeploymentChange } from './deployments/on-change.ts';
import { rebootDeployment } from './deployments/reboot.ts';
import { startDeployment } from './deployments/start.ts';
import { deploymentSteps } from './deployments/steps.ts';
import { stopDeployment } from './deployments/stop.ts';
import { getMe } from './me/get.ts';
import { createCallerFactory, router } from './procedure.ts';
import { templateById } from './templates/by-id.ts';
import { listTemplates } from './templates/list.ts';

export const appRouter = router({
  templates: { list: listTemplates, byId: templateById },
  deployments: {
    list: listDeployments,
    byId: deploymentById,
    create: createDeployment,
    start: startDeployment,
    stop: stopDeployment,
    reboot: rebootDeployment,
    delete: deleteDeployment,
    extend: extendDeployment,
    credentials: revealCredentials,
    steps: deploymentSteps,
    onChange: onDeploymentChange,
  },
  clusters: { list: listClusters },
  audit: { list: listAudit },
  me: { get: getMe },
});

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures in the process, without HTTP: for pages rendered on the server. */
export const createCaller = createCallerFactory(appRouter);
