// What was last read of the log of the task that is under way on a VM: kept for a moment, for everybody who follows it.
import type { Fault } from '@portal/types';

export interface TaskLogRecord {
  /** When the cluster was last asked. */
  readonly askedAt: Date;
  /** Null where no task was under way. */
  readonly upid: string | null;
  /** Its last ones, so many as are kept. */
  readonly lines: readonly string[];
  /** How many it had in all. */
  readonly total: number;
  /** Why there are none newer. */
  readonly reason: Fault | null;
}

export interface TaskLogs {
  read(deploymentId: string): Promise<TaskLogRecord | null>;
  save(deploymentId: string, record: TaskLogRecord): Promise<void>;
}
