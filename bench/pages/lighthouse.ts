/** Lighthouse's score of a page on the slow phone that it simulates: reported and no target, since it depends on the machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { childEnv } from '../env.ts';
import type { Page } from './visit.ts';

/** Run from the registry and no part of the project: a hundred packages for one figure. */
const program = 'lighthouse@13.5.0';
const mostOutput = 64 * 2 ** 20;

const reportSchema = z.object({ categories: z.object({ performance: z.object({ score: z.number() }) }) });

const cookieHeader = ({ cookie }: Page): readonly string[] =>
  cookie === null ? [] : ['--extra-headers', JSON.stringify({ Cookie: `${cookie.name}=${cookie.value}` })];

/** 0 to 100. */
export const lighthouseScore = async (page: Page, chromium: string): Promise<number> => {
  const sandbox = process.getuid?.() === 0 ? ' --no-sandbox' : '';
  const flags = [
    '--only-categories=performance',
    '--output=json',
    '--quiet',
    `--chrome-flags=--headless=new${sandbox}`,
  ];
  const { stdout } = await promisify(execFile)('npx', ['--yes', program, page.url, ...flags, ...cookieHeader(page)], {
    env: childEnv({ CHROME_PATH: chromium }),
    maxBuffer: mostOutput,
  });
  return Math.round(reportSchema.parse(JSON.parse(stdout)).categories.performance.score * 100);
};
