'use client';
// Below what a limit has refused: the way to more of it, for whose limit it is.
import { useMe } from '@/features/account/queries.ts';
import { failureOf } from '@/trpc/failure.ts';
import { AskForMore } from './ask-for-more.tsx';
import { wantedOf } from './askable.ts';

interface AskWhereRefusedProps {
  readonly error: unknown;
  /** In whose limits it counts. */
  readonly ownerId: string;
}

export function AskWhereRefused({ error, ownerId }: AskWhereRefusedProps) {
  const { principal } = useMe();
  const wanted = wantedOf(failureOf(error).limits);
  return wanted === undefined || ownerId !== principal.userId ? null : (
    <AskForMore wanted={wanted} size="sm" className="self-start" />
  );
}
