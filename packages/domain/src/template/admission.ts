// Whether a template takes requests now: its own state first, then its cluster's, by that cluster's rules.
import type { ActionState } from '@portal/types';
import type { Cluster, ClusterSight, TemplateOffer } from '../records.ts';

export interface AdmissionRequest {
  readonly offer: TemplateOffer;
  readonly cluster: Cluster;
  /** Null before the cluster was first looked at. */
  readonly sight: ClusterSight | null;
  /** Of the VM asked for; the template's smallest where nothing is asked for yet. */
  readonly size: { readonly vcpus: number; readonly memoryMiB: number };
}

const allowed: ActionState = { allowed: true, reason: null };
const refused = (reason: string): ActionState => ({ allowed: false, reason });

/** Reasons are people's own words, with or without a full stop. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const admission = ({ offer, cluster, sight, size }: AdmissionRequest): ActionState => {
  const { state, reason } = offer.status;
  if (state === 'deprecated') return refused(`This template is deprecated. ${sentence(reason ?? 'Use another one')}`);
  if (state === 'disabled') {
    return refused(`This template is switched off. ${sentence(reason ?? 'An administrator has to look at it')}`);
  }
  if (sight === null) return allowed;
  if (sight.unreachableSince !== null && cluster.whenUnreachable === 'refuse') {
    return refused('The cluster of this template does not answer at the moment. Try again later.');
  }
  const { room } = sight;
  const full = room !== null && (room.memoryMiB < size.memoryMiB || room.vcpus < size.vcpus);
  if (full && cluster.whenFull === 'refuse') {
    return refused('The cluster of this template has no room for a VM of this size. Try a smaller one, or later.');
  }
  return allowed;
};
