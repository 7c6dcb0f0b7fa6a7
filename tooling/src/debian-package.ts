/** Installs a package of the system where that can be done without asking anybody: as root, on Debian and what follows it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inheritedEnv } from './env.ts';
import { say } from './say.ts';

const aptGet = '/usr/bin/apt-get';

/** Whether it was tried; how it went has been said. */
export function installPackage(name: string, purpose: string): boolean {
  if (process.getuid?.() !== 0 || !existsSync(aptGet)) return false;
  say(`Installing ${name} for ${purpose} (apt-get install ${name})`);
  const env = { ...inheritedEnv(), DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', name],
  ]) {
    const { status, stdout, stderr } = spawnSync(aptGet, args, { env, encoding: 'utf8' });
    if (status !== 0) say(`apt-get ${args.join(' ')} failed (code ${status}):\n${stdout}${stderr}`);
  }
  return true;
}
