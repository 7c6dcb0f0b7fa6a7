'use client';
// To a page or to a VM by its name, to a new VM from a template, and what can be done with a VM.
import { Autocomplete } from '@base-ui/react/autocomplete';
import type { Deployment } from '@portal/types';
import { Keyboard, Server } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import type { AdminRoom } from '@/features/admin/admin-rooms.ts';
import { useDeploymentPage } from '@/features/deployments/queries.ts';
import { StatusBadge } from '@/features/deployments/status-badge.tsx';
import { type Command, CommandList, type Found } from './command-list.tsx';
import { useCreations, usePlaces } from './places.tsx';
import { VmCommands } from './vm-commands.tsx';

const mostVms = 6;
const pauseMs = 200;

interface CommandPaletteProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly rooms: readonly AdminRoom[];
  readonly showKeys: () => void;
}

export function CommandPalette(props: CommandPaletteProps) {
  const [vm, setVm] = useState<Deployment | null>(null);
  if (vm !== null) return <VmCommands {...props} deployment={vm} back={() => setVm(null)} />;
  return <Everything {...props} choose={setVm} />;
}

function Everything({
  open,
  close,
  rooms,
  showKeys,
  choose,
}: CommandPaletteProps & { readonly choose: (vm: Deployment) => void }) {
  const t = useTranslations('commands');
  const [query, setQuery] = useState('');
  const { contains } = Autocomplete.useFilter({ sensitivity: 'base' });
  const wanted = query.trim();
  const fits = ({ label }: Command): boolean => contains(label, wanted);
  const vms = useVms(wanted, choose);
  const places = usePlaces(rooms, close);
  const creations = useCreations(close);
  const lookings = [vms.looking, creations.looking];
  const keys: Command = { key: 'keys', label: t('keys.title'), icon: <Keyboard aria-hidden />, run: showKeys };
  return (
    <Dialog open={open} onOpenChange={close} title={t('title')} description={t('lead')}>
      <CommandList
        label={t('search')}
        query={query}
        onQuery={setQuery}
        groups={[
          { key: 'vms', label: t('groups.vms'), items: vms.commands },
          { key: 'places', label: t('groups.places'), items: [...places, keys].filter(fits) },
          { key: 'creations', label: t('groups.creations'), items: creations.commands.filter(fits) },
        ]}
        looking={(['pending', 'error'] as const).find((each) => lookings.includes(each)) ?? 'success'}
      />
    </Dialog>
  );
}

/** The server looks for them, by ticket and address too, once the typing pauses. */
const useVms = (wanted: string, choose: (vm: Deployment) => void): Found => {
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data, isPlaceholderData, status } = useDeploymentPage({ limit: mostVms, ...(asked !== '' && { q: asked }) });
  const { contains } = Autocomplete.useFilter({ sensitivity: 'base' });
  // Until it has answered, Enter must not choose what it found for less of the word.
  const isAnswered = asked === wanted && !isPlaceholderData;
  const found = (data?.items ?? []).filter(({ name }) => isAnswered || contains(name, wanted));
  const commands = found.map((vm) => ({
    key: vm.id,
    label: vm.name,
    icon: <Server aria-hidden />,
    aside: <StatusBadge status={vm.status} />,
    run: () => choose(vm),
  }));
  return { commands, looking: isAnswered ? status : 'pending' };
};
