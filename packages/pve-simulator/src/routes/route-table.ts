/**
 * Every call that the simulator answers. What is not here is PVE's 501, on purpose: the simulator never pretends to
 * have done something that it does not model (snapshots, migration and consoles are not).
 */
import type { Route } from '../http/route.ts';
import { accessRoutes } from './access-routes.ts';
import { agentRoutes } from './agent-routes.ts';
import { cloneRoute } from './clone-route.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { configRoutes } from './config-routes.ts';
import { lifecycleRoutes } from './lifecycle-routes.ts';
import { nodeRoutes } from './node-routes.ts';
import { powerRoutes } from './power-routes.ts';
import { taskRoutes } from './task-routes.ts';

export function routeTable(majorVersion: number): readonly Route[] {
  return [
    ...clusterRoutes,
    ...accessRoutes,
    ...nodeRoutes,
    ...taskRoutes,
    cloneRoute,
    ...configRoutes,
    ...powerRoutes,
    ...lifecycleRoutes,
    ...agentRoutes(majorVersion),
  ];
}
