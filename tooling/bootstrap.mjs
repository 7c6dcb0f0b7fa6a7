/**
 * The way in from a machine that has Node 20 or later and the npm registry, and nothing else: installs the workspace when it is not
 * installed as the lockfile says, then runs the asked command of `tooling/src` under the Node 24 that the workspace brings along.
 * Plain JavaScript, because the Node that starts it may not read TypeScript.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const installedStamp = join(modules, '.installed');
const workspaceNode = join(modules, 'node', 'bin', 'node');
const oldestNode = 20;
const orphanCheckMs = 1_000;

/** Telemetry of the tools is off in everything that is started from here. */
const quietTools = { NEXT_TELEMETRY_DISABLED: '1', TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

const say = (line) => process.stderr.write(`${line}\n`);

/** Calls back when the npm (or pnpm) that runs this script has died without passing a signal on. */
function onceOrphaned(callback) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && callback(), orphanCheckMs);
}

/** Runs a child, hands signals on to it, and resolves to what this process should exit with. */
function run(command, args, options, onOutput) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const watch = onceOrphaned(() => forward('SIGTERM'));
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Changes with everything that decides what an installation contains. */
function manifestsHash() {
  const grouped = ['apps', 'packages'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  const topLevel = readdirSync(root).filter((name) => name !== 'node_modules');
  const manifests = ['.', ...topLevel, ...grouped].map((folder) => join(folder, 'package.json')).sort();
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    if (existsSync(join(root, file))) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

async function install() {
  const wanted = manifestsHash();
  const isInstalled = existsSync(installedStamp) && readFileSync(installedStamp, 'utf8') === wanted;
  if (isInstalled && existsSync(workspaceNode)) return 0;

  say('Installing packages (once; about a minute on a new machine)…');
  rmSync(installedStamp, { force: true });
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const output = [];
  // CI=true keeps pnpm from asking questions that nobody may be there to answer.
  const code = await run(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile'],
    { env: { ...process.env, ...quietTools, CI: 'true' }, stdio: ['ignore', 'pipe', 'pipe'] },
    (chunk) => output.push(chunk),
  );
  if (code === 0) writeFileSync(installedStamp, wanted);
  else say(`${Buffer.concat(output).toString('utf8')}\nInstalling packages failed (${packageManager}, code ${code}).`);
  return code;
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    say(`This needs Node ${oldestNode} or later; this is ${process.version}.`);
    return 1;
  }
  const installed = await install();
  if (installed !== 0) return installed;

  // The workspace's Node comes first: `node_modules/.bin/node` is a shell script that swallows signals.
  const path = [dirname(workspaceNode), join(modules, '.bin'), process.env.PATH].join(delimiter);
  const script = join(root, 'tooling', 'src', 'main.ts');
  const command = ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(2)];
  // The channel tells the command that this process is gone, should it be killed.
  return run(workspaceNode, command, {
    env: { ...process.env, ...quietTools, PATH: path },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}

process.exitCode = await main();
