// What is shared with a person or offered to them, read with the person: who has nothing pays for a look into an index each.
import type { SharedDeployments } from '@portal/domain';
import { shareLevelSchema } from '@portal/types';
import { z } from 'zod';

/** Of `users AS u`. The level is the most of those that they have by themselves and by their team; as words, `operate` comes first. */
export const sharedColumn = `(SELECT json_object_agg(s.deployment_id, s.level) FROM (
    SELECT deployment_id, min(level) AS level FROM deployment_shares
    WHERE user_id = u.id OR team_id = u.team_id GROUP BY deployment_id) AS s) AS shared`;

/** Of `users AS u`: what says that something else is offered to them. */
export const offeredColumn = `coalesce((SELECT string_agg(h.id::text, ' ' ORDER BY h.id) FROM deployment_handovers AS h
    WHERE h.user_id = u.id), '') AS offered`;

export const sharedFrom = z
  .record(z.string(), shareLevelSchema)
  .nullable()
  .transform((levels): SharedDeployments | undefined =>
    levels === null ? undefined : new Map(Object.entries(levels)),
  );

export const isSameShared = (one: SharedDeployments | undefined, other: SharedDeployments | undefined): boolean =>
  one === other || (one?.size === other?.size && [...(one ?? [])].every(([id, level]) => other?.get(id) === level));
