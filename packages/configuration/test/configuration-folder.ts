// A folder with a clusters file and what it refers to, gone at the end of the test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterConfiguration, ConfigurationError, readClusters } from '../src/index.ts';

export interface ConfigurationFolder extends Disposable {
  readonly path: string;
  write(name: string, text: string): void;
  /** Reads `clusters.json` with these clusters in it. */
  read(clusters: readonly unknown[], environment?: Record<string, string>): readonly ClusterConfiguration[];
}

export const configurationFolder = (): ConfigurationFolder => {
  const path = mkdtempSync(join(tmpdir(), 'clusters-'));
  const write = (name: string, text: string) => writeFileSync(join(path, name), text);
  return {
    path,
    write,
    read(clusters, environment = {}) {
      write('clusters.json', JSON.stringify({ clusters }));
      return readClusters({ environment: { ...environment, CLUSTERS_FILE: 'clusters.json' }, folder: path });
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
};

/** The problems that a configuration is refused with. */
export const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('The configuration was accepted.');
};
