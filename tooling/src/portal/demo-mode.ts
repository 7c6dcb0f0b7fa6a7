/**
 * What demo mode is: the embedded database, and no cluster but simulated ones. There, and nowhere else, the demo's people, tokens and
 * templates exist. A database or a cluster of somebody's own ends it.
 */
import type { ClusterConfiguration } from '@portal/configuration';

interface Installation {
  /** Of the database that replaces the embedded one. */
  readonly databaseUrl: string | undefined;
  /** None: the demo's own, which are simulated. */
  readonly clusters: readonly Pick<ClusterConfiguration, 'settings'>[];
}

export function isDemoMode({ databaseUrl, clusters }: Installation): boolean {
  return databaseUrl === undefined && clusters.every(({ settings }) => settings.simulated);
}
