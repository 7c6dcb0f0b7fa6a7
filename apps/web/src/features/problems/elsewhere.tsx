'use client';
// What waits for an administrator and is kept on a page of its own: how much there is, and the way there.
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { useElsewhere } from './queries.ts';

interface RoomProps {
  readonly room: 'quarantine' | 'orphans';
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

export function Elsewhere() {
  const { quarantine, orphans } = useElsewhere();
  return (
    <>
      <Room room="quarantine" count={quarantine?.items.length ?? 0} more={quarantine?.nextCursor != null} />
      <Room room="orphans" count={orphans?.items.length ?? 0} more={false} />
    </>
  );
}

function Room({ room, count, more }: RoomProps) {
  const t = useTranslations(`problems.elsewhere.${room}`);
  if (count === 0) return null;
  return (
    <Card title={t('title', { count, more: String(more) })} id={room}>
      <p>{t('remedy')}</p>
      <ButtonLink href={`/admin/${room}`} size="sm" className="mt-3">
        {t('open')}
      </ButtonLink>
    </Card>
  );
}
