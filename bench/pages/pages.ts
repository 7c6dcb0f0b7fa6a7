/** What the portal's pages cost a browser beyond an empty page of Next: scripts, time, and how far they shift while they load. */
import { ensureChromium } from '@portal/tooling/chromium';
import { chromium } from 'playwright-core';
import type { MeasuredPortal } from '../portal.ts';
import type { Figure, Section } from '../report.ts';
import { say } from '../say.ts';
import { median } from '../statistics.ts';
import { startEmptyPage } from './empty-page.ts';
import { lighthouseScore } from './lighthouse.ts';
import { type Page, type Visit, visit } from './visit.ts';

const REPETITIONS = 5;
const KIB = 1024;
/** The most that a page may shift while it loads. */
const MOST_SHIFT = 0.02;

const template = 'debian-13';

interface MeasuredPage extends Page {
  readonly name: string;
  /** Scripts beyond the empty page's, in KiB. */
  readonly mostKiB: number;
}

const sessionOf = async ({ portalUrl, signIns }: MeasuredPortal['demo']): Promise<NonNullable<Page['cookie']>> => {
  const admin = signIns.find(({ role }) => role === 'admin');
  const response = await fetch(new URL('/api/auth/sign-in/email', portalUrl), {
    method: 'POST',
    headers: { origin: portalUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ email: admin?.email, password: admin?.password }),
  });
  const [name, value] = response.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? [];
  if (name === undefined || value === undefined) throw new Error(`Signing in was answered ${response.status}.`);
  return { name, value };
};

const pagesOf = async ({ demo, client }: MeasuredPortal): Promise<readonly MeasuredPage[]> => {
  const cookie = await sessionOf(demo);
  const { id } = await client.create({ templateId: template });
  const at = (path: string): string => new URL(path, demo.portalUrl).href;
  return [
    { name: 'sign-in', url: at('/sign-in'), cookie: null, mostKiB: 35 },
    { name: 'dashboard', url: at('/'), cookie, mostKiB: 120 },
    { name: 'a VM', url: at(`/deployments/${id}`), cookie, mostKiB: 120 },
    { name: 'create', url: at(`/templates/${template}/create`), cookie, mostKiB: 130 },
  ];
};

const of = (visits: readonly Visit[], figure: keyof Visit): number => median(visits.map((one) => one[figure]));

interface Measured {
  readonly visits: readonly Visit[];
  /** Lighthouse's, 0 to 100. */
  readonly score: number;
}

const figuresOf = (page: MeasuredPage, { visits, score }: Measured, empty: Measured): Figure[] => {
  const kib = of(visits, 'scriptBytes') / KIB;
  const emptyKib = of(empty.visits, 'scriptBytes') / KIB;
  const shift = of(visits, 'layoutShift');
  const times = (what: string, figure: 'largestPaintMs' | 'blockingMs'): Figure => ({
    what: `${page.name}: ${what}`,
    portal: `${of(visits, figure).toFixed(0)} ms`,
    baseline: `${of(empty.visits, figure).toFixed(0)} ms`,
    ratio: of(visits, figure) / Math.max(1, of(empty.visits, figure)),
    target: null,
  });
  return [
    {
      what: `${page.name}: scripts`,
      portal: `${kib.toFixed(1)} KiB`,
      baseline: `${emptyKib.toFixed(1)} KiB`,
      ratio: kib / emptyKib,
      target: {
        text: `at most ${page.mostKiB} KiB more: ${(kib - emptyKib).toFixed(1)}`,
        met: kib - emptyKib <= page.mostKiB,
      },
    },
    times('largest paint', 'largestPaintMs'),
    times('blocking time', 'blockingMs'),
    {
      what: `${page.name}: layout shift`,
      portal: shift.toFixed(3),
      baseline: `${MOST_SHIFT}`,
      ratio: shift / MOST_SHIFT,
      target: { text: `at most ${MOST_SHIFT}`, met: shift <= MOST_SHIFT },
    },
    {
      what: `${page.name}: Lighthouse's score on its simulated phone`,
      portal: `${score}`,
      baseline: `${empty.score}`,
      ratio: score / empty.score,
      target: null,
    },
  ];
};

export const measurePages = async (portal: MeasuredPortal, resources: AsyncDisposableStack): Promise<Section> => {
  const executablePath = await ensureChromium();
  if (executablePath === undefined) throw new Error('The pages are measured in Chromium.');
  const empty: Page = { url: await startEmptyPage(resources), cookie: null };
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  resources.defer(() => browser.close());
  const pages = await pagesOf(portal);
  const visits = new Map<Page, Visit[]>([empty, ...pages].map((page) => [page, []]));
  for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
    for (const [page, seen] of visits) seen.push(await visit(browser, page));
    say(`pages: ${repetition} of ${REPETITIONS}`);
  }
  const measured = async (page: Page): Promise<Measured> => ({
    visits: visits.get(page) ?? [],
    score: await lighthouseScore(page, executablePath),
  });
  const ofEmpty = await measured(empty);
  const figures: Figure[] = [];
  for (const page of pages) figures.push(...figuresOf(page, await measured(page), ofEmpty));
  return {
    name: 'pages',
    title: 'What the pages cost a browser',
    method:
      'Each page of the production build, visited in turn with an empty page of the same Next without any provider, by an administrator, ' +
      `in a fresh context of Chromium at 1280 × 800; medians of ${REPETITIONS} visits. Scripts are all that arrive before anybody touches ` +
      'the page, each compressed by gzip; what a person opens later is loaded then. Blocking time is what tasks of over 50 ms took beyond that. ' +
      'Lighthouse’s score is of one run, and told without a target, since it depends on the machine.',
    figures,
    context: [],
  };
};
