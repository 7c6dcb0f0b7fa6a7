'use client';
// By which server the portal sends its messages, and whether one arrives.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Notice, Refusal } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { api } from '@/trpc/api.ts';
import { failureOf } from '@/trpc/failure.ts';

export function MailCard() {
  const t = useTranslations('mail');
  const query = api.mail.settings.useQuery();
  const { server, from, undelivered } = query.data ?? { server: null, from: null, undelivered: 0 };
  const administers = useMe().rights.administration === 'act';
  return (
    <>
      <QueryFailure query={query} />
      {query.data === undefined ? null : (
        <Card title={t('server')} id="mail-server">
          {server === null ? (
            <p className="text-ink-muted">{t('notSetUp')}</p>
          ) : (
            <div className="flex flex-col gap-4">
              <FactList
                facts={[
                  [t('address'), server],
                  [t('from'), from],
                ]}
              />
              {administers ? <SendTest /> : null}
              {undelivered === 0 ? null : <Undelivered count={undelivered} administers={administers} />}
            </div>
          )}
        </Card>
      )}
    </>
  );
}

function SendTest() {
  const t = useTranslations('mail');
  const errors = useTranslations('errors');
  const { email } = useMe().principal;
  const refusal = useLeftOut()('mail.test');
  const { client } = api.useUtils();
  const test = useMutation({ mutationFn: () => client.mail.test.mutate() });
  return (
    <>
      {test.data === undefined ? null : <Notice kind="info">{t('taken', test.data)}</Notice>}
      <Refusal>{test.error === null ? null : (failureOf(test.error).detail ?? errors('unanswered'))}</Refusal>
      <Button className="self-start" refusal={refusal} pending={test.isPending} onClick={() => test.mutate()}>
        {t('test', { email })}
      </Button>
    </>
  );
}

interface UndeliveredProps {
  readonly count: number;
  readonly administers: boolean;
}

function Undelivered({ count, administers }: UndeliveredProps) {
  const t = useTranslations('mail');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const refusal = useLeftOut()('mail.resend');
  const utils = api.useUtils();
  const resend = useMutation({
    mutationFn: () => utils.client.mail.resend.mutate(),
    onSuccess: ({ resent }) => {
      void utils.mail.settings.invalidate();
      toasts.accepted(t('resent', { count: resent }));
    },
    onError: (error) => toasts.refused(t('notResent'), failureOf(error).detail ?? errors('unanswered')),
  });
  return (
    <Notice kind="warn">
      <div className="flex flex-wrap items-center justify-between gap-3">
        {t('undelivered', { count })}
        {administers ? (
          <Button size="sm" refusal={refusal} pending={resend.isPending} onClick={() => resend.mutate()}>
            {t('resend')}
          </Button>
        ) : null}
      </div>
    </Notice>
  );
}
