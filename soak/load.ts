/** People who ask for VMs and delete them again, a few dozen at a time, whatever becomes of the portal meanwhile. */
import { setTimeout as wait } from 'node:timers/promises';
import { AlreadyDoneError, DomainError } from '@portal/domain';
import type { DeploymentStatus } from '@portal/types';
import type { Stage } from './stage.ts';

const atOnce = 40;
const lookEveryMs = 500;
const request = { templateId: 'debian-13', vcpus: 1, memoryMiB: 512, diskGiB: 10 };

export interface Progress {
  readonly created: number;
  readonly deleted: number;
  /** Ended as failed on the way, and were deleted from there. */
  readonly failedOnce: number;
  /** How often a person was refused or unheard, and asked again. */
  readonly askedAgain: number;
}

const deletable: readonly DeploymentStatus[] = ['running', 'stopped', 'failed', 'expired', 'suspended'];

/** Under a key: whoever heard no answer from a database that went away asks again, and makes nothing twice. */
const createOnce = async ({ services, administrator }: Stage, key: string): Promise<void> => {
  const answer = { subjectType: 'deployment', status: 202, code: null } as const;
  try {
    const actor = await services.idempotency.begin(administrator, { key, operation: 'create', input: request, answer });
    await services.deployments.create(actor, request);
  } catch (error) {
    if (!(error instanceof AlreadyDoneError)) throw error;
  }
};

interface Present {
  readonly id: string;
  readonly status: DeploymentStatus;
}

const live = async ({ owner }: Stage): Promise<readonly Present[]> => {
  const { rows } = await owner.query<Present>(`SELECT id, status FROM deployments WHERE status <> 'deleted'`);
  return rows;
};

export interface LoadRequest {
  readonly count: number;
  /** Milliseconds since the epoch: what is not done by then is not done. */
  readonly until: number;
  readonly onProgress: (progress: Progress) => void;
}

/** A database that is away, or a conflict: the same person asks the same again at the next look. */
const isPassing = (error: unknown): boolean => !(error instanceof DomainError) || error.code === 'conflict';

export const runLoad = async (stage: Stage, { count, until, onProgress }: LoadRequest): Promise<Progress> => {
  const { services, administrator } = stage;
  const failed = new Set<string>();
  let created = 0;
  let progress: Progress = { created, deleted: 0, failedOnce: 0, askedAgain: 0 };

  const look = async (): Promise<void> => {
    const present = await live(stage);
    const room = Math.min(atOnce - present.length, count - created);
    for (let n = 0; n < room; n += 1) {
      await createOnce(stage, `soak-${created}`);
      created += 1;
    }
    for (const { id, status } of present) {
      if (status === 'failed') failed.add(id);
      if (!deletable.includes(status)) continue;
      await services.deployments.act(administrator, { action: 'delete', id });
    }
    const deleted = created - (await live(stage)).length;
    progress = { ...progress, created, deleted, failedOnce: failed.size };
    onProgress(progress);
  };

  while (Date.now() < until && progress.deleted < count) {
    await look().catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'transition_refused') return;
      if (!isPassing(error)) throw error;
      progress = { ...progress, askedAgain: progress.askedAgain + 1 };
    });
    await wait(lookEveryMs);
  }
  return progress;
};
