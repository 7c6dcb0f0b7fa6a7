// In place of the screen: why there is none, and what can be done.
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '@/components/button.tsx';
import { Notice } from '@/components/notice.tsx';
import type { ConsoleState } from './console-state.ts';

type Ended = Extract<ConsoleState, { readonly phase: 'ended' }>;

interface EndedConsoleProps extends Pick<Ended, 'ending' | 'detail'> {
  readonly id: string;
  readonly reconnect: () => void;
}

export function EndedConsole({ id, ending, detail, reconnect }: EndedConsoleProps) {
  const t = useTranslations('console');
  return (
    <div className="absolute inset-0 grid place-items-center overflow-auto bg-sunken p-4">
      <div className="flex max-w-md flex-col items-stretch gap-3">
        <Notice kind={ending === 'idle' || ending === 'time_over' ? 'info' : 'warn'} urgent>
          {detail ?? t(`ends.${ending}`)}
        </Notice>
        <div className="flex flex-wrap justify-center gap-2">
          <Button variant="primary" onClick={reconnect}>
            {t('reconnect')}
          </Button>
          <ButtonLink href={`/deployments/${id}`}>{t('toVm')}</ButtonLink>
        </div>
      </div>
    </div>
  );
}
