// What was last read of the live figures of VMs: kept for a moment, for everybody who looks. Nobody's act, and of no worth later.
import type { Fault, FigurePoint, FigureTimeframe } from '@portal/types';

export interface FiguresRecord {
  /** When the cluster was last asked. */
  readonly askedAt: Date;
  /** When it last told; null where it never did. */
  readonly readAt: Date | null;
  /** Those of then. */
  readonly points: readonly FigurePoint[];
  /** Why it told none when it was last asked. */
  readonly reason: Fault | null;
}

export interface GuestFigures {
  read(deploymentId: string, timeframe: FigureTimeframe): Promise<FiguresRecord | null>;
  save(deploymentId: string, timeframe: FigureTimeframe, record: FiguresRecord): Promise<void>;
}
