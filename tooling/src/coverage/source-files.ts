/** Which file of ours a function that ran was written in: the script itself, or what its source map says of a bundled one. */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { repositoryRoot } from '../repository.ts';
import type { Run } from './inspected-process.ts';

const mapSchema = z.object({
  version: z.number(),
  file: z.string().default(''),
  sources: z.array(z.string()).default([]),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()).default([]),
  mappings: z.string().default(''),
  sourceRoot: z.string().default(''),
  /** Of an index map, in place of the mappings. */
  sections: z.array(z.looseObject({})).optional(),
});

interface Script {
  readonly url: string;
  readonly lineStarts: readonly number[];
  readonly map: SourceMap | undefined;
}

function readScript(url: string): Script | undefined {
  const path = fileURLToPath(url);
  if (!existsSync(path)) return undefined;
  const lineStarts = [0, ...[...readFileSync(path, 'utf8').matchAll(/\n/g)].map(({ index }) => index + 1)];
  const mapFile = `${path}.map`;
  const map = existsSync(mapFile)
    ? new SourceMap(mapSchema.parse(JSON.parse(readFileSync(mapFile, 'utf8'))))
    : undefined;
  return { url, lineStarts, map };
}

/** The address of the source, or undefined for code that the bundler added. */
function sourceOf({ url, lineStarts, map }: Script, offset: number): string | undefined {
  if (map === undefined) return url;
  const line = lineStarts.findLastIndex((start) => start <= offset);
  const entry = map.findEntry(line, offset - (lineStarts[line] ?? 0));
  return 'originalSource' in entry ? new URL(entry.originalSource, `${url}.map`).href : undefined;
}

/** Relative to the root of the repository; undefined for libraries and for what is generated. */
function ownFile(source: string): string | undefined {
  if (!source.startsWith(pathToFileURL(`${repositoryRoot}/`).href)) return undefined;
  const path = relative(repositoryRoot, resolve(fileURLToPath(source)));
  return /(^|\/)(node_modules|generated|\.next)\//.test(path) ? undefined : path;
}

export type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** How often each function of ours ran, by file; a function is known by its script and place. */
export function countByFile(runs: readonly Run[]): Counts {
  const scripts = new Map<string, Script | undefined>();
  const counts = new Map<string, Map<string, number>>();
  for (const { script: url, offset, count } of runs) {
    if (!url.startsWith('file:')) continue;
    if (!scripts.has(url)) scripts.set(url, readScript(url));
    const script = scripts.get(url);
    const source = script === undefined ? undefined : sourceOf(script, offset);
    const file = source === undefined ? undefined : ownFile(source);
    if (file === undefined) continue;
    const ofFile = counts.get(file) ?? new Map<string, number>();
    counts.set(file, ofFile.set(`${url}:${offset}`, count));
  }
  return counts;
}
