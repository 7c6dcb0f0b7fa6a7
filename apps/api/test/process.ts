// apps/api as the operating system sees it: a process that is started, asked, and killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { demoTokenId } from '@portal/pve-simulator';
import { type Stack, secretsKey } from './stack.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface ApiProcess extends AsyncDisposable {
  readonly url: string;
  /** Ends it as a power cut would: no signal handler runs. */
  kill(): Promise<void>;
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>;
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

/** Resolves when it listens; its log is JSON lines. */
const listening = async (child: ChildProcess): Promise<string> => {
  if (child.stdout === null) throw new Error('apps/api has no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /"address":"(?<url>http:[^"]+)"/.exec(line)?.groups?.url;
    if (address === undefined) continue;
    // The pipe must not fill up.
    child.stdout.resume();
    return address;
  }
  throw new Error('apps/api ended before it listened');
};

export const startApi = async (stack: Stack, tokenSecret: string): Promise<ApiProcess> => {
  const { cluster } = stack;
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: '',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: stack.ownerUrl,
      DATABASE_APP_URL: stack.appUrl,
      OBSERVE_INTERVAL_MS: '500',
      SECRETS_KEY: secretsKey,
      CANARY_HOUR_UTC: 'off',
      PVE_CLUSTER_NAME: cluster.name,
      PVE_URL: stack.simulator.url,
      PVE_TOKEN_ID: demoTokenId,
      PVE_TOKEN_SECRET: tokenSecret,
      PVE_VMID_MIN: String(cluster.vmidMin),
      PVE_VMID_MAX: String(cluster.vmidMax),
      PVE_POOL: cluster.pool,
      PVE_STORAGE: cluster.storages.join(','),
      PVE_SIMULATED: '1',
    },
  });
  const url = await listening(child);
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    return ended(child);
  };
  return {
    url,
    async kill() {
      await end('SIGKILL')();
    },
    stop: end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')();
    },
  };
};
