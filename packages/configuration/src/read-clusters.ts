// The clusters that the portal works on, from the one place that says so: a JSON file that CLUSTERS_FILE names, or for
// a single cluster the PVE_* variables. Either all of it is usable, or an error says everything that is not.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type ClusterConfiguration, type Context, type Environment, toConfiguration } from './cluster-configuration.ts';
import { type ClusterEntry, clusterSchema } from './cluster-schema.ts';
import { entryOf, variablesOf, variablesSet } from './cluster-variables.ts';
import { ConfigurationError } from './configuration-error.ts';

export interface ClusterSource {
  readonly environment: Environment;
  /** What relative paths in environment variables start from; paths in the file start from the file's folder. */
  readonly folder: string;
}

const outerSchema = z.strictObject({ clusters: z.array(z.unknown()).min(1, 'names no cluster') });

/** The rest of JSON.parse's message quotes the file, and with it what should not be there. */
const placeIn = (error: unknown): string =>
  (error instanceof Error ? /line \d+ column \d+/.exec(error.message)?.[0] : undefined) ?? 'somewhere in it';

const parseJson = (file: string): unknown => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError(`CLUSTERS_FILE: ${file} cannot be read.`, []);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`CLUSTERS_FILE: ${file} is no valid JSON (${placeIn(error)}).`, []);
  }
};

const nameOf = (raw: unknown, index: number): string => {
  const named = z.object({ name: z.string().min(1).max(64) }).safeParse(raw);
  return named.success ? `cluster ${named.data.name}` : `cluster number ${index + 1}`;
};

interface Checked {
  readonly entries: readonly ClusterEntry[];
  readonly problems: readonly string[];
}

/** Without what was written: zod quotes no values, and unknown names are names. */
const problemsOf = (error: z.ZodError, place: (path: readonly PropertyKey[]) => string): readonly string[] =>
  error.issues.map((issue) => {
    const where = place(issue.path);
    const what = issue.code === 'unrecognized_keys' ? `does not know ${issue.keys.join(', ')}` : issue.message;
    return where === '' ? what : `${where}: ${what}`;
  });

const checkEach = (raws: readonly unknown[]): Checked => {
  const results = raws.map((raw, index) => ({ about: nameOf(raw, index), parsed: clusterSchema.safeParse(raw) }));
  return {
    entries: results.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : [])),
    problems: results.flatMap(({ about, parsed }) =>
      parsed.success ? [] : problemsOf(parsed.error, (path) => [about, path.join('.')].filter(Boolean).join(': ')),
    ),
  };
};

const overlap = (one: ClusterEntry, other: ClusterEntry): boolean =>
  one.vmidMin <= other.vmidMax && other.vmidMin <= one.vmidMax;

/** PVE names disks by VMID alone: on a storage that two clusters use, one's clean-up would meet the other's disks. */
const rangeProblem = (one: ClusterEntry, other: ClusterEntry): string | null => {
  if (!overlap(one, other)) return null;
  const what = `vmidMin to vmidMax: overlaps the range of cluster ${other.name}`;
  if (new URL(one.url).host === new URL(other.url).host) return `${what}, which has the same address`;
  // Simulators have storages of their own.
  if ([one, other].some(({ separateStorages, simulated }) => separateStorages || simulated)) return null;
  return `${what}, and both may keep disks on one storage; give it another range, or say "separateStorages": true where no other cluster uses its storages`;
};

/** What only shows when two of them are seen side by side. */
const checkTogether = (entries: readonly ClusterEntry[]): readonly string[] =>
  entries.flatMap((entry, index) =>
    entries.slice(0, index).flatMap((earlier) => {
      const twice = entry.name === earlier.name ? [`cluster ${entry.name}: name: stands twice`] : [];
      const range = rangeProblem(entry, earlier);
      return range === null ? twice : [...twice, `cluster ${entry.name}: ${range}`];
    }),
  );

const fromFile = (file: string, environment: Environment): readonly ClusterConfiguration[] => {
  const outer = outerSchema.safeParse(parseJson(file));
  if (!outer.success) {
    throw new ConfigurationError(
      `The clusters in ${file} are not usable:`,
      problemsOf(outer.error, (path) => path.join('.')),
    );
  }
  const { entries, problems } = checkEach(outer.data.clusters);
  const found = [...problems, ...checkTogether(entries)];
  if (found.length > 0) throw new ConfigurationError(`The clusters in ${file} are not usable:`, found);
  const around: Context = { environment, folder: dirname(file) };
  return entries.map((entry) => toConfiguration(entry, around));
};

const fromVariables = ({ environment, folder }: ClusterSource): readonly ClusterConfiguration[] => {
  const { entry, problems } = entryOf(environment);
  const parsed = clusterSchema.safeParse(entry);
  const faults = parsed.success ? [] : problemsOf(parsed.error, (path) => variablesOf(String(path[0])));
  if (!parsed.success || problems.length > 0)
    throw new ConfigurationError('The cluster in the environment is not usable:', [...problems, ...faults]);
  return [toConfiguration(parsed.data, { environment, folder })];
};

/** None where nothing is configured. Throws {@link ConfigurationError} with every fault there is. */
export const readClusters = (source: ClusterSource): readonly ClusterConfiguration[] => {
  const { environment, folder } = source;
  const file = environment.CLUSTERS_FILE ?? '';
  if (file === '') return (environment.PVE_URL ?? '') === '' ? [] : fromVariables(source);
  const configured = fromFile(resolve(folder, file), environment);
  const references = new Set(configured.map(({ secretVariable }) => secretVariable));
  const both = variablesSet(environment).filter((name) => !references.has(name));
  if (both.length === 0) return configured;
  throw new ConfigurationError('Clusters are configured in two places; keep one:', [
    `CLUSTERS_FILE names ${file}`,
    `${both.join(', ')}: set as well`,
  ]);
};
