/** Installs a package of the system where that can be done without asking anybody: as root, on Debian and what follows it. */
import { existsSync } from 'node:fs';
import { inheritedEnv } from './env.ts';
import { repositoryRoot } from './repository.ts';
import { runCommand } from './run-command.ts';
import { say } from './say.ts';

const aptGet = '/usr/bin/apt-get';

/** Whether it was tried; how it went has been said. */
export async function installPackage(name: string, purpose: string): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync(aptGet)) return false;
  say(`Installing ${name} for ${purpose} (apt-get install ${name})`);
  const env = { ...inheritedEnv(), DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', name],
  ]) {
    const { code, output } = await runCommand({ command: aptGet, args, cwd: repositoryRoot, env });
    if (code !== 0) say(`apt-get ${args.join(' ')} failed (code ${code}):\n${output}`);
  }
  return true;
}
