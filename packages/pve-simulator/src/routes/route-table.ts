/**
 * Every call that the simulator answers. What is not here is PVE's 501, on purpose: the simulator never pretends to
 * have done something that it does not model.
 */
import type { Route } from '../http/route.ts';
import { accessRoutes } from './access-routes.ts';
import { agentRoutes } from './agent-routes.ts';
import { cloneRoute } from './clone-route.ts';
import { cloudInitRoutes } from './cloud-init-routes.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { configRoutes } from './config-routes.ts';
import { consoleRoutes } from './console-route.ts';
import { contentRoute } from './content-route.ts';
import { figuresRoute } from './figures-route.ts';
import { lifecycleRoutes } from './lifecycle-routes.ts';
import { nodeRoutes } from './node-routes.ts';
import { powerRoutes } from './power-routes.ts';
import { snapshotRoutes } from './snapshot-routes.ts';
import { taskRoutes } from './task-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { userRoutes } from './user-routes.ts';

export function routeTable(majorVersion: number): readonly Route[] {
  return [
    ...clusterRoutes,
    ...accessRoutes,
    ...ticketRoutes,
    ...userRoutes(majorVersion),
    ...nodeRoutes,
    ...taskRoutes,
    cloneRoute,
    ...configRoutes,
    ...powerRoutes,
    ...lifecycleRoutes,
    ...snapshotRoutes,
    ...consoleRoutes,
    figuresRoute,
    contentRoute,
    ...agentRoutes(majorVersion),
    ...cloudInitRoutes,
  ];
}
