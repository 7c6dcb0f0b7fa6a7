// What a cluster is asked now and then beside each look: its release, what the portal's token may do there, and its nodes' clocks. What is
// not told is as it was told before.
import {
  type ClusterObservation,
  HypervisorError,
  type LastObservation,
  missingPrivileges,
  wholeSecondsAhead,
} from '@portal/domain';
import { orFault } from '../faults.ts';
import { askNode, eachOf, type Look } from './look.ts';

export type ClusterFacts = Pick<LastObservation, 'pveVersion' | 'missingPrivileges' | 'clocks'>;

/** Clusters are upgraded rarely, rights and clocks are mended while somebody looks. */
const againAfterMs = { version: 15 * 60_000, rights: 60_000, clocks: 60_000 } as const;

/** Until when each answer stands, of this process. */
export type AskedUntil = Record<keyof typeof againAfterMs, number>;

interface Around {
  readonly before: LastObservation;
  readonly observation: ClusterObservation;
}

const isDue = (look: Look, asked: AskedUntil, what: keyof AskedUntil, { unreachableSince }: LastObservation): boolean =>
  unreachableSince !== null || asked[what] <= look.now.getTime();

const stands = (look: Look, asked: AskedUntil, what: keyof AskedUntil): void => {
  asked[what] = look.now.getTime() + againAfterMs[what];
};

const versionOf = async (look: Look, asked: AskedUntil, before: LastObservation): Promise<string | null> => {
  if (before.pveVersion !== null && !isDue(look, asked, 'version', before)) return before.pveVersion;
  const version = await orFault(look.hypervisor.version(look.signal));
  if (version instanceof HypervisorError) return before.pveVersion;
  stands(look, asked, 'version');
  return version;
};

const rightsOf = async (
  look: Look,
  asked: AskedUntil,
  { before, pveVersion }: { readonly before: LastObservation; readonly pveVersion: string | null },
): Promise<LastObservation['missingPrivileges']> => {
  if (pveVersion === null || !isDue(look, asked, 'rights', before)) return before.missingPrivileges;
  const permissions = await orFault(look.hypervisor.permissions(look.signal));
  if (permissions instanceof HypervisorError) return before.missingPrivileges;
  stands(look, asked, 'rights');
  return missingPrivileges(permissions, look.cluster, Number.parseInt(pveVersion, 10));
};

/** An answer that took longer was waited for, or asked for again: when the node gave it is not known. */
const quickMs = 2_000;

/** A node that keeps silent, or may not be asked, says nothing of its clock. */
const clocksOf = async (
  look: Look,
  asked: AskedUntil,
  { before, observation }: Around,
): Promise<LastObservation['clocks']> => {
  if (!isDue(look, asked, 'clocks', before)) return before.clocks;
  const { clock } = look.ports;
  const clocks: LastObservation['clocks'][number][] = [];
  await eachOf(
    observation.nodes.filter(({ online }) => online),
    async ({ name: node }) => {
      const askedAt = clock.now();
      const told = await orFault(askNode(look, node, () => look.hypervisor.nodeTime(node, look.signal)));
      if (told instanceof HypervisorError) return;
      const answeredAt = clock.now();
      const isQuick = answeredAt.getTime() - askedAt.getTime() <= quickMs;
      const known = before.clocks.find((one) => one.node === node);
      if (isQuick) clocks.push({ node, aheadSeconds: wholeSecondsAhead(told, askedAt, answeredAt) });
      else if (known !== undefined) clocks.push(known);
    },
  );
  stands(look, asked, 'clocks');
  return clocks.toSorted((a, b) => a.node.localeCompare(b.node));
};

export const clusterFacts = async (look: Look, asked: AskedUntil, around: Around): Promise<ClusterFacts> => {
  const { before } = around;
  const pveVersion = await versionOf(look, asked, before);
  return {
    pveVersion,
    missingPrivileges: await rightsOf(look, asked, { before, pveVersion }),
    clocks: await clocksOf(look, asked, around),
  };
};
