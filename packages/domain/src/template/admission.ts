// Whether a template takes requests now: its own state first, then its cluster's, by that cluster's rules.
import type { ErrorCode, Reason } from '@portal/types';
import { waitingForCluster } from '../cluster/unreachable.ts';
import type { LastObservation } from '../last-observation.ts';
import type { EngineReader, LastObservations } from '../ports/readers.ts';
import type { Cluster } from '../records.ts';
import type { TemplateOffer } from '../template-records.ts';

export interface AdmissionRequest {
  readonly offer: TemplateOffer;
  readonly cluster: Cluster;
  /** Null before the cluster was first looked at. */
  readonly lastObservation: LastObservation | null;
  /** Of the VM asked for; the template's smallest where nothing is asked for yet. */
  readonly size: { readonly vcpus: number; readonly memoryMiB: number };
}

export type Admission =
  /** `waitsFor`: what it will stand waiting for. */
  | { readonly allowed: true; readonly refusal: null; readonly waitsFor: Reason | null }
  | {
      readonly allowed: false;
      readonly refusal: Reason;
      readonly code: Extract<ErrorCode, 'transition_refused' | 'unavailable'>;
    };

const allowed: Admission = { allowed: true, refusal: null, waitsFor: null };
const closed = (refusal: Reason): Admission => ({ allowed: false, refusal, code: 'transition_refused' });
const notNow = (refusal: Reason): Admission => ({ allowed: false, refusal, code: 'unavailable' });

const byState = ({ status: { state, reason } }: TemplateOffer): Admission => {
  switch (state) {
    case 'available':
      return allowed;
    case 'deprecated':
      return closed({ code: 'template_is_deprecated', params: { state: reason } });
    case 'disabled':
      return closed({ code: 'template_is_disabled', params: { state: reason } });
  }
};

const byCluster = ({ cluster, lastObservation, size }: AdmissionRequest): Admission => {
  if (lastObservation === null) return allowed;
  const waitsFor = waitingForCluster(lastObservation);
  if (waitsFor !== null) {
    const { since } = waitsFor.params;
    return cluster.whenUnreachable === 'refuse'
      ? notNow({ code: 'cluster_not_answering', params: { since } })
      : { ...allowed, waitsFor };
  }
  const { room } = lastObservation;
  const full = room !== null && (room.memoryMiB < size.memoryMiB || room.vcpus < size.vcpus);
  // Where it waits instead, the engine says for what once it has looked.
  return full && cluster.whenFull === 'refuse' ? notNow({ code: 'cluster_full', params: {} }) : allowed;
};

export const admission = (request: AdmissionRequest): Admission => {
  const state = byState(request.offer);
  return state.allowed ? byCluster(request) : state;
};

export interface AdmissionPorts {
  readonly engine: Pick<EngineReader, 'clusters'>;
  readonly lastObservations: Pick<LastObservations, 'all'>;
}

/** Looks at all clusters once; what it answers serves any number of offers. */
export const lookAtClusters = async ({ engine, lastObservations }: AdmissionPorts) => {
  const [clusters, seen] = await Promise.all([engine.clusters(), lastObservations.all()]);
  return ({ offer, size }: Pick<AdmissionRequest, 'offer' | 'size'>) => {
    const { clusterId, templateId } = offer.current;
    const cluster = clusters.find(({ id }) => id === clusterId);
    if (cluster === undefined) throw new Error(`template ${templateId} lacks its cluster`);
    const lastObservation = seen.find((one) => one.clusterId === clusterId) ?? null;
    return { cluster, lastObservation, admission: admission({ offer, cluster, lastObservation, size }) };
  };
};
