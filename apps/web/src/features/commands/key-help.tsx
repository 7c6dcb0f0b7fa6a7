'use client';
// The keys that the portal listens to.
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { FactList } from '@/components/fact-list.tsx';

const rows = [
  { key: 'commands', keys: ['Ctrl', 'K'], onMac: ['⌘', 'K'] },
  { key: 'help', keys: ['?'], onMac: null },
  { key: 'close', keys: ['Esc'], onMac: null },
  { key: 'leaveConsole', keys: ['Ctrl', 'Alt', 'Home'], onMac: null },
] as const;

const isWord = (key: string): key is 'Ctrl' | 'Home' => key === 'Ctrl' || key === 'Home';

interface KeyHelpProps {
  readonly open: boolean;
  readonly close: () => void;
}

export function KeyHelp({ open, close }: KeyHelpProps) {
  const t = useTranslations('commands.keys');
  return (
    <Dialog open={open} onOpenChange={close} title={t('title')} description={t('lead')}>
      <FactList
        facts={rows.map(({ key, keys, onMac }) => [
          t(key),
          <span key={key} className="flex flex-wrap items-center gap-1.5">
            <Combination keys={keys} />
            {onMac === null ? null : t.rich('or', { mac: () => <Combination keys={onMac} /> })}
          </span>,
        ])}
      />
    </Dialog>
  );
}

function Combination({ keys }: { readonly keys: readonly string[] }): ReactNode {
  const t = useTranslations('commands.keys.names');
  return keys.map((key) => (
    <kbd key={key} className="rounded border border-line-strong bg-sunken px-1.5 py-0.5 font-mono text-xs">
      {isWord(key) ? t(key) : key}
    </kbd>
  ));
}
