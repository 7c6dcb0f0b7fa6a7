// Whether a template takes requests now: its own state first, then its cluster's, by that cluster's rules.
import type { ErrorCode } from '@portal/types';
import { refusedByCluster, waitingForCluster } from '../cluster/unreachable.ts';
import type { ClusterSights, EngineReader } from '../ports.ts';
import type { Cluster, TemplateOffer } from '../records.ts';
import type { ClusterSight } from '../sights.ts';

export interface AdmissionRequest {
  readonly offer: TemplateOffer;
  readonly cluster: Cluster;
  /** Null before the cluster was first looked at. */
  readonly sight: ClusterSight | null;
  /** Of the VM asked for; the template's smallest where nothing is asked for yet. */
  readonly size: { readonly vcpus: number; readonly memoryMiB: number };
}

export type Admission =
  /** `waitsFor`: what it will stand waiting for, in words for its owner. */
  | { readonly allowed: true; readonly reason: null; readonly waitsFor: string | null }
  | {
      readonly allowed: false;
      readonly reason: string;
      readonly code: Extract<ErrorCode, 'transition_refused' | 'unavailable'>;
    };

const allowed: Admission = { allowed: true, reason: null, waitsFor: null };
const closed = (reason: string): Admission => ({ allowed: false, reason, code: 'transition_refused' });
const notNow = (reason: string): Admission => ({ allowed: false, reason, code: 'unavailable' });

/** Reasons are people's own words, with or without a full stop. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

const byState = ({ status: { state, reason } }: TemplateOffer): Admission => {
  switch (state) {
    case 'available':
      return allowed;
    case 'deprecated':
      return closed(`This template is deprecated. ${sentence(reason ?? 'Use another one')}`);
    case 'disabled':
      return closed(`This template is switched off. ${sentence(reason ?? 'An administrator has to look at it')}`);
  }
};

const byCluster = ({ cluster, sight, size }: AdmissionRequest): Admission => {
  if (sight === null) return allowed;
  const { unreachableSince, room } = sight;
  if (unreachableSince !== null) {
    return cluster.whenUnreachable === 'refuse'
      ? notNow(refusedByCluster(unreachableSince))
      : { ...allowed, waitsFor: waitingForCluster(unreachableSince) };
  }
  const full = room !== null && (room.memoryMiB < size.memoryMiB || room.vcpus < size.vcpus);
  // Where it waits instead, the engine says for what once it has looked.
  return full && cluster.whenFull === 'refuse'
    ? notNow('The cluster of this template has no room for a VM of this size. Try a smaller one, or later.')
    : allowed;
};

export const admission = (request: AdmissionRequest): Admission => {
  const state = byState(request.offer);
  return state.allowed ? byCluster(request) : state;
};

export interface AdmissionPorts {
  readonly engine: Pick<EngineReader, 'clusters'>;
  readonly sights: Pick<ClusterSights, 'all'>;
}

/** Looks at all clusters once; what it answers serves any number of offers. */
export const lookAtClusters = async ({ engine, sights }: AdmissionPorts) => {
  const [clusters, seen] = await Promise.all([engine.clusters(), sights.all()]);
  return ({ offer, size }: Pick<AdmissionRequest, 'offer' | 'size'>) => {
    const { clusterId, templateId } = offer.current;
    const cluster = clusters.find(({ id }) => id === clusterId);
    if (cluster === undefined) throw new Error(`template ${templateId} lacks its cluster`);
    const sight = seen.find((one) => one.clusterId === clusterId) ?? null;
    return { cluster, sight, admission: admission({ offer, cluster, sight, size }) };
  };
};
