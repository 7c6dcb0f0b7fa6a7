/**
 * docs/benchmarks.md: one section a part. A run of one part replaces its own section and leaves the others with the date of their run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

export const partNames = ['list', 'running', 'burst', 'observe', 'calls', 'pages', 'audit', 'console'] as const;
export type PartName = (typeof partNames)[number];

/** Not measured here and kept as they stand: what `pnpm soak` and `create-path` printed. */
const keptNames = ['soak', 'create-path', 'memory'] as const;
type SectionName = PartName | (typeof keptNames)[number];

export interface Figure {
  readonly what: string;
  readonly portal: string;
  /** The baseline of the same run, and what it is. */
  readonly baseline: string;
  readonly ratio: number;
  /** Null for a figure that is told without a target. */
  readonly target: { readonly text: string; readonly met: boolean } | null;
}

export interface Section {
  readonly name: PartName;
  readonly title: string;
  /** What was done and what stands beside what, in sentences. */
  readonly method: string;
  readonly figures: readonly Figure[];
  /** Absolute figures as context, one a line. */
  readonly context: readonly string[];
}

export const atLeast = (limit: number, ratio: number): NonNullable<Figure['target']> => ({
  text: `at least ${limit.toFixed(2)}`,
  met: ratio >= limit,
});

export const atMost = (limit: number, ratio: number): NonNullable<Figure['target']> => ({
  text: `at most ${limit.toFixed(2)}`,
  met: ratio <= limit,
});

const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

const introduction = `# Benchmarks

Written by \`pnpm bench\`; \`pnpm bench PART…\` with ${partNames.map((name) => `\`${name}\``).join(', ')} runs some parts and replaces their sections. Do not edit by hand, but for the last three sections.

**How to read it.** Each figure stands beside a baseline that was measured in the same run on the same machine, and the **ratio**
of the two is the result: it travels between machines as seconds do not. The absolute figures under a table are context for the
machine named there, not a promise. Medians throughout; a figure that misses its target says **missed**.
`;

const machine = (): string => {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${model}, ${memoryGiB} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}, embedded PostgreSQL`;
};

const row = ({ what, portal, baseline, ratio, target }: Figure): string => {
  const verdict = target === null ? '' : `${target.text}${target.met ? '' : ', **missed**'}`;
  return `| ${what} | ${portal} | ${baseline} | **${ratio.toFixed(2)}** | ${verdict} |`;
};

export const markdownOf = (section: Section): string =>
  [
    `## ${section.title}`,
    '',
    section.method,
    '',
    '| figure | portal | baseline | ratio | target |',
    '| --- | --- | --- | --- | --- |',
    ...section.figures.map(row),
    '',
    ...section.context.map((line) => `- ${line}`),
    `- Run on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`,
    '',
  ].join('\n');

const marker = (name: SectionName, end: '' | '/' = ''): string => `<!-- ${end}${name} -->`;

const sectionIn = (text: string, name: SectionName): string => {
  const begin = text.indexOf(marker(name));
  const end = text.indexOf(marker(name, '/'));
  return begin < 0 || end < 0 ? '' : text.slice(begin + marker(name).length, end).trim();
};

export const writeReport = async (sections: readonly Section[]): Promise<void> => {
  const known = await readFile(file, 'utf8').catch(() => '');
  const bodyOf = (name: SectionName): string => {
    const fresh = sections.find((section) => section.name === name);
    return fresh === undefined ? sectionIn(known, name) : markdownOf(fresh).trim();
  };
  const parts = [...partNames, ...keptNames].map((name) =>
    [marker(name), '', bodyOf(name), '', marker(name, '/'), ''].join('\n'),
  );
  await writeFile(file, [introduction, ...parts].join('\n'));
};
