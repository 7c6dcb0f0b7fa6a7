// What administrators and auditors read about templates: where the versions come from, what the canaries found, and which
// PVE templates a cluster shows.
import type { CanaryRunList, CanaryRunView, SeenTemplateList, TemplateVersionList } from '@portal/types';
import { notFound } from '../errors.ts';
import type { EngineReader, LastObservations, TemplateReader } from '../ports/readers.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import type { Cluster } from '../records.ts';
import type { CanaryRun, TemplateOffer } from '../template-records.ts';
import { canaryView, seenTemplatesView, versionView } from './admin-view.ts';
import type { TemplatePorts } from './service.ts';

export interface TemplateAdminReadingPorts extends TemplatePorts {
  readonly lastObservations: LastObservations;
  readonly templates: TemplateReader;
  readonly engine: Pick<EngineReader, 'cluster' | 'clusters' | 'canaryRun' | 'deployment'>;
}

/** Canaries of a template that are listed. */
const shownRuns = 30;

export const createTemplateAdminReading = ({
  templates,
  engine,
  lastObservations,
  words,
}: TemplateAdminReadingPorts) => {
  const offerOf = async (id: string): Promise<TemplateOffer> => {
    const offer = await templates.byId(id);
    if (offer === null) throw notFound('template');
    return offer;
  };

  const clusterNamed = async (idOrName: string): Promise<Cluster | null> =>
    (await engine.clusters()).find(({ id, name }) => id === idOrName || name === idOrName) ?? null;

  const withVm = async (run: CanaryRun, { reader }: PersonContext) =>
    canaryView(run, run.deploymentId === null ? null : await engine.deployment(run.deploymentId), words(reader));

  return {
    offerOf,
    clusterNamed,
    withVm,

    /** PVE templates that a cluster shows, by its id or name. */
    async seen(actor: PersonContext, clusterId: string): Promise<SeenTemplateList> {
      requirePermission(actor, 'clusters.templates');
      const cluster = await clusterNamed(clusterId);
      if (cluster === null) throw notFound('cluster');
      const [lastObservation, offers] = await Promise.all([lastObservations.read(cluster.id), templates.list()]);
      return seenTemplatesView(cluster, lastObservation, offers);
    },

    async versions(actor: PersonContext, id: string): Promise<TemplateVersionList> {
      requirePermission(actor, 'templates.versions');
      const { current } = await offerOf(id);
      const [versions, clusters] = await Promise.all([templates.versions(current.templateId), engine.clusters()]);
      const nameOf = new Map(clusters.map((cluster) => [cluster.id, cluster.name]));
      return { items: versions.map((version) => versionView(version, nameOf.get(version.clusterId) ?? '')) };
    },

    async canaries(actor: PersonContext, id: string): Promise<CanaryRunList> {
      requirePermission(actor, 'templates.canaries');
      const { current } = await offerOf(id);
      const runs = await templates.canaryRuns(current.templateId, shownRuns);
      return { items: await Promise.all(runs.map((run) => withVm(run, actor))) };
    },

    async canary(actor: PersonContext, id: string): Promise<CanaryRunView> {
      requirePermission(actor, 'canaries.byId');
      const run = await engine.canaryRun(id);
      if (run === null) throw notFound('canary');
      return withVm(run, actor);
    },
  };
};
