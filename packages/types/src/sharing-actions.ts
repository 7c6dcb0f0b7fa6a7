// What may be asked about who else uses a deployment. Free of zod, like `deployment-actions.ts`.
import { keysOf } from './records.ts';

/** `view`: look at it; `operate`: start, stop and the like as well, but nothing that loses data or counts in its owner's limits. */
export const shareLevels = ['view', 'operate'] as const;
export type ShareLevel = (typeof shareLevels)[number];

/** The most that one deployment is shared with, and the most that is shared with one person or team. */
export const mostSharesOfOne = 20;
export const mostSharedWithOne = 200;

export const sharingActionRows = {
  share: {
    audit: 'deployment.shared',
    summary: 'Share a deployment',
    description:
      'With a colleague or a team, to look at it (`view`) or also to start, stop, reboot, suspend, reset, extend and edit it and make snapshots (`operate`). Sharing again sets the level anew. For its owner, the lead of its team and administrators; a transfer ends all shares.',
  },
  unshare: {
    audit: 'deployment.unshared',
    summary: 'End a share',
    description: 'Whoever had it no longer sees the deployment, within a second on open pages too.',
  },
} as const satisfies Record<string, { audit: `deployment.${string}`; summary: string; description: string }>;
export type SharingAction = keyof typeof sharingActionRows;
export const sharingActions = keysOf(sharingActionRows);
