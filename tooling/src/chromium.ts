/** Finds a Chromium for the browser tests, and installs one where that can be done without asking anybody. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackage } from './debian-package.ts';
import { inheritedEnv, readEnv } from './env.ts';
import { say } from './say.ts';

/** The first one has no window to draw, which is half of the work. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The executable of CHROMIUM_PATH or the first one that this machine has. */
export function findChromium(): string | undefined {
  const folders = (inheritedEnv().PATH ?? '').split(delimiter);
  const installed = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...applications];
  return [readEnv().CHROMIUM_PATH, ...installed].find((path) => path !== undefined && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined when there is none and none can be installed from here; how to get one has been said then. */
export async function ensureChromium(): Promise<string | undefined> {
  const found = findChromium();
  if (found !== undefined) return found;
  for (const name of names.slice(0, 2)) {
    if (!(await installPackage(name, 'the browser tests'))) break;
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  say('The browser tests need Chromium or Chrome, and this machine has none. Install it (Debian, Ubuntu:');
  say(
    '`sudo apt-get install chromium`; macOS: `brew install --cask chromium`), or set CHROMIUM_PATH to its executable.',
  );
  return undefined;
}
