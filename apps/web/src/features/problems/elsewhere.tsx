'use client';
// What waits for an administrator and is kept on a page of its own: how much there is, and the way there.
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import type { ElsewhereRoom } from './queries.ts';

export function Elsewhere({ rooms }: { readonly rooms: readonly ElsewhereRoom[] }) {
  return rooms.filter(({ count }) => count > 0).map((room) => <Room key={room.room} {...room} />);
}

function Room({ room, count, more }: ElsewhereRoom) {
  const t = useTranslations(`problems.elsewhere.${room}`);
  return (
    <Card title={t('title', { count, more: String(more) })} id={room}>
      <p>{t('remedy')}</p>
      <ButtonLink href={`/admin/${room}`} size="sm" className="mt-3">
        {t('open')}
      </ButtonLink>
    </Card>
  );
}
