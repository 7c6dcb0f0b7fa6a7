#!/usr/bin/env node
/**
 * The simulator as a command. It prints one line when it is ready (JSON with `--json`, and the same as an IPC message
 * where a parent process listens), and on SIGTERM or SIGINT writes its state and ends at once.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  branchCluster,
  demoCluster,
  demoTiming,
  demoTokenId,
  fastTiming,
  isPveRelease,
  pveReleases,
  startSimulator,
} from './index.ts';

const seeds = new Map([
  ['demo', demoCluster],
  ['branch', branchCluster],
]);

const usage = `pve-simulator [--cluster NAME] [--release RELEASE] [--port N] [--host ADDRESS] [--state FILE]
              [--token-secret-file FILE] [--fast] [--json]

  --cluster NAME            ${[...seeds.keys()].join(' or ')}; the first is the default
  --release RELEASE         ${pveReleases.join(' or ')}; the cluster's own by default
  --port N                  0 (the default) takes any free port
  --host ADDRESS            127.0.0.1 by default
  --state FILE              keeps the cluster over restarts
  --token-secret-file FILE  the secret of ${demoTokenId}; without it one is made up and printed
  --fast                    milliseconds instead of seconds, for tests
  --json                    prints {"ready":true,"url":…} instead of a sentence
`;

const { values } = parseArgs({
  options: {
    cluster: { type: 'string', default: 'demo' },
    release: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    'token-secret-file': { type: 'string' },
    fast: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`--port takes a number from 0 to 65535, not '${values.port}'\n`);
  process.exit(2);
}

const seed = seeds.get(values.cluster);
if (seed === undefined) {
  process.stderr.write(`--cluster takes ${[...seeds.keys()].join(' or ')}, not '${values.cluster}'\n`);
  process.exit(2);
}

const { release } = values;
if (release !== undefined && !isPveRelease(release)) {
  process.stderr.write(`--release takes ${pveReleases.join(' or ')}, not '${release}'\n`);
  process.exit(2);
}

const secretFile = values['token-secret-file'];
const tokenSecret = secretFile === undefined ? randomUUID() : readFileSync(secretFile, 'utf8').trim();
const simulator = await startSimulator({
  host: values.host,
  port,
  ...(values.state === undefined ? {} : { stateFile: values.state }),
  cluster: seed({ tokenSecret }),
  ...(release === undefined ? {} : { release }),
  timing: values.fast ? fastTiming : demoTiming,
  log: (line) => process.stderr.write(`${line}\n`),
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void simulator.close().finally(() => process.exit(0)));
}

const madeUp = secretFile === undefined ? { tokenId: demoTokenId, tokenSecret } : {};
const ready = { ready: true, url: simulator.url, ...madeUp };
process.send?.(ready);
const sentence = `Simulated Proxmox VE cluster at ${simulator.url}${secretFile === undefined ? `, token ${demoTokenId}=${tokenSecret}` : ''}`;
process.stdout.write(`${values.json ? JSON.stringify(ready) : sentence}\n`);
