/** All checks of one cluster, in the order in which an operator mends things: each is told as soon as it is known. */
import { ConfigurationError } from '@portal/configuration';
import { type CanaryRequest, runCanary } from './canary.ts';
import { checkClocks, checkNodes, checkQuorum } from './cluster-health.ts';
import { checkConnection } from './connection.ts';
import { type Finding, fail } from './finding.ts';
import { checkPool, checkRights } from './rights.ts';
import { checkStorages } from './storages.ts';
import { openTarget, type Target, type TargetOptions } from './target.ts';
import { checkAgent, checkTemplates } from './templates.ts';
import { checkVmidRange } from './vmid-range.ts';

export interface ClusterCheck extends TargetOptions {
  /** Null: nothing but reading. */
  readonly canary: CanaryRequest | null;
  readonly tell: (finding: Finding) => void;
}

type Check = (target: Target, major: number) => Promise<Finding | readonly Finding[]>;

/** Each takes the cluster as it finds it: none needs another one's answer. */
const checks: readonly Check[] = [
  checkQuorum,
  checkNodes,
  checkClocks,
  checkRights,
  checkPool,
  checkStorages,
  checkVmidRange,
  checkTemplates,
  checkAgent,
];

async function checkAll(target: Target, { canary, tell, signal }: ClusterCheck): Promise<void> {
  const { findings, major } = await checkConnection(target);
  for (const finding of findings) tell(finding);
  if (major === null) return;
  for (const check of checks) {
    if (signal.aborted) return;
    for (const finding of [await check(target, major)].flat()) tell(finding);
  }
  if (canary !== null && !signal.aborted) await runCanary(target, canary, tell);
}

export async function checkCluster(options: ClusterCheck): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    options.tell(finding);
  };
  try {
    await using target = openTarget(options);
    await checkAll(target, { ...options, tell });
  } catch (error) {
    // Of the adapter: an option that cannot work. Neither repeats a secret.
    if (!(error instanceof ConfigurationError || error instanceof TypeError)) throw error;
    tell(fail('configuration', error.message, 'Mend it in the configuration: docs/proxmox-setup.md, step 4.'));
  }
  return findings;
}
