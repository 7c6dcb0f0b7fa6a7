/** The check of every configured cluster, or of one: the table, and the exit code. */
import type { ClusterConfiguration } from '@portal/configuration';
import type { CanaryRequest } from './canary.ts';
import { checkCluster } from './check-cluster.ts';
import { type Finding, line, summary } from './finding.ts';
import type { CheckedOffer, Offers } from './offers.ts';

export interface CheckRequest {
  readonly clusters: readonly ClusterConfiguration[];
  /** Only this one. */
  readonly cluster: string | undefined;
  /** Slug of an offer, or VMID. */
  readonly canary: string | undefined;
  readonly offers: Offers;
  readonly now: () => Date;
  readonly say: (line: string) => void;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/** 0: nothing failed. 1: something did. 2: it was not asked in a way that makes sense. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

const interruptedCode = 130;

/** What to try, and where; or why that is not clear. */
function canaryFor(
  wanted: string,
  chosen: readonly ClusterConfiguration[],
  offers: readonly CheckedOffer[],
): { readonly cluster: string; readonly request: CanaryRequest } | string {
  const names = chosen.map(({ settings }) => settings.name);
  const matching = offers.filter(
    ({ slug, sourceVmid, cluster }) => names.includes(cluster) && (slug === wanted || String(sourceVmid) === wanted),
  );
  const [offer, another] = matching;
  if (offer !== undefined && another === undefined) {
    return { cluster: offer.cluster, request: { vmid: offer.sourceVmid, offer } };
  }
  if (!/^\d{3,9}$/.test(wanted)) {
    return `There is no offer "${wanted}" on ${names.join(', ')}. Offers: ${offers.map(({ slug }) => slug).join(', ')}`;
  }
  const [only, ...others] = names;
  if (only === undefined || others.length > 0) return `Which cluster is VMID ${wanted} on? Say --cluster NAME.`;
  return { cluster: only, request: { vmid: Number(wanted), offer: null } };
}

const offersLine = ({ origin }: Offers): string =>
  origin === null
    ? 'no offers known: no database of the portal answers, and TEMPLATES_FILE names no file'
    : `offers from ${origin}`;

export async function checkClusters(request: CheckRequest): Promise<ExitCode> {
  const { clusters, offers, say, now, signal } = request;
  const chosen = clusters.filter(({ settings }) => request.cluster === undefined || settings.name === request.cluster);
  if (chosen.length === 0) {
    say(
      `There is no cluster "${request.cluster}". Configured: ${clusters.map(({ settings }) => settings.name).join(', ')}`,
    );
    return 2;
  }
  const canary = request.canary === undefined ? null : canaryFor(request.canary, chosen, offers.offers);
  if (typeof canary === 'string') {
    say(canary);
    return 2;
  }
  const all: Finding[] = [];
  for (const configuration of chosen) {
    if (signal.aborted) break;
    const { name } = configuration.settings;
    say(`\nCluster ${name}   ${configuration.url}   ${offersLine(offers)}\n`);
    const findings = await checkCluster({
      configuration,
      offers: offers.offers.filter(({ cluster }) => cluster === name),
      canary: canary?.cluster === name ? canary.request : null,
      now,
      signal,
      tell: (finding) => say(line(finding)),
    });
    all.push(...findings);
    say(`\n  ${summary(findings)}`);
  }
  if (signal.aborted) return interruptedCode;
  return all.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}
