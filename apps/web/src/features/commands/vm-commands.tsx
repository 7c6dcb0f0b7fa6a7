'use client';
// What can be done with one VM: as in its menu, by the same dialogs.
import { Autocomplete } from '@base-ui/react/autocomplete';
import type { Deployment } from '@portal/types';
import { ArrowLeft, ArrowRight, Monitor } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { useConsoleRefusal } from '@/features/console/use-console-refusal.ts';
import { ActionIcon } from '@/features/deployments/actions/action-looks.tsx';
import { menuGroups } from '@/features/deployments/actions/menu-groups.ts';
import { useActions } from '@/features/deployments/actions/use-actions.tsx';
import { useAnother } from '@/features/deployments/actions/use-another.tsx';
import { type Command, CommandList } from './command-list.tsx';

interface VmCommandsProps {
  readonly deployment: Deployment;
  readonly open: boolean;
  readonly close: () => void;
  readonly back: () => void;
}

export function VmCommands({ deployment, open, close, back }: VmCommandsProps) {
  const t = useTranslations();
  const [query, setQuery] = useState('');
  const { contains } = Autocomplete.useFilter({ sensitivity: 'base' });
  const { triggerOf, dialog } = useActions(deployment, () => true);
  const ways = useWays(deployment, close);
  const actions = menuGroups(deployment, null)
    .flat()
    .map((action) => ({
      key: action,
      label: t(`actions.${action}`),
      icon: <ActionIcon action={action} />,
      refusal: deployment.actions[action].reason ?? undefined,
      run: () => {
        close();
        triggerOf(action).run();
      },
    }));
  const others: Command = { key: 'back', label: t('commands.back'), icon: <ArrowLeft aria-hidden />, run: back };
  const fits = ({ label }: Command): boolean => contains(label, query.trim());
  return (
    <>
      <Dialog open={open} onOpenChange={close} title={deployment.name} description={t('commands.ofVm')}>
        <CommandList
          label={t('commands.searchOfVm', { name: deployment.name })}
          query={query}
          onQuery={setQuery}
          onBack={back}
          groups={[
            { key: 'vm', label: t('commands.groups.actions'), items: [...ways, ...actions, others].filter(fits) },
          ]}
        />
      </Dialog>
      {dialog}
    </>
  );
}

const useWays = (deployment: Deployment, close: () => void): readonly Command[] => {
  const t = useTranslations();
  const router = useRouter();
  const another = useAnother(deployment);
  const consoleRefusal = useConsoleRefusal(deployment);
  const goTo = (href: string) => () => {
    close();
    router.push(href);
  };
  const page = `/deployments/${deployment.id}`;
  return [
    { key: 'page', label: t('commands.page'), icon: <ArrowRight aria-hidden />, run: goTo(page) },
    {
      key: 'console',
      label: t('console.inMenu'),
      icon: <Monitor aria-hidden />,
      refusal: consoleRefusal,
      run: goTo(`${page}/console`),
    },
    ...(another === null
      ? []
      : [
          {
            ...another,
            key: 'another',
            run: () => {
              close();
              another.run();
            },
          },
        ]),
  ];
};
