export type { ClusterAccess, ClusterConfiguration, TlsTrust } from './cluster-configuration.ts';
export { ConfigurationError } from './configuration-error.ts';
export { type ClusterSource, readClusters } from './read-clusters.ts';
