'use client';
// A list of commands that is searched by typing, and gone through and chosen from by keys or by the pointer.
import { Autocomplete } from '@base-ui/react/autocomplete';
import { longestFilter } from '@portal/types';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

export interface Command {
  readonly key: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly aside?: ReactNode;
  /** Why it cannot be chosen now; it stays readable. */
  readonly refusal?: string | undefined;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly key: string;
  readonly label: string;
  readonly items: readonly Command[];
}

/** Whether what is looked for elsewhere has been found, as queries say it. */
type Looking = 'pending' | 'error' | 'success';

export interface Found {
  readonly commands: readonly Command[];
  readonly looking: Looking;
}

interface CommandListProps {
  readonly label: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** Backspace where nothing is typed. */
  readonly onBack?: () => void;
  /** What fits the query. */
  readonly groups: readonly CommandGroup[];
  readonly looking?: Looking;
}

export function CommandList({ label, query, onQuery, onBack, groups, looking = 'success' }: CommandListProps) {
  const t = useTranslations('commands');
  return (
    <Autocomplete.Root
      open
      inline
      items={groups.filter(({ items }) => items.length > 0)}
      filter={null}
      value={query}
      onValueChange={(text, { reason }) => reason !== 'item-press' && onQuery(text)}
      itemToStringValue={(command: Command) => command.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex items-center gap-2 rounded-md border border-line-strong px-2.5 focus-within:outline-2 focus-within:outline-accent">
        <Search aria-hidden className="size-4 shrink-0 text-ink-muted" />
        <Autocomplete.Input
          aria-label={label}
          placeholder={label}
          maxLength={longestFilter.q}
          onKeyDown={({ key }) => key === 'Backspace' && query === '' && onBack?.()}
          className="min-h-9 w-full bg-transparent outline-hidden placeholder:text-ink-muted"
        />
      </div>
      <Autocomplete.Empty className="text-ink-muted not-empty:py-3">{t(`nothing.${looking}`)}</Autocomplete.Empty>
      <Autocomplete.List className="mt-2 max-h-[50dvh] overflow-y-auto">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.key} items={group.items} className="pb-1">
            <Autocomplete.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-ink-muted">
              {group.label}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>{commandItem}</Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

const commandItem = (command: Command) => (
  <Autocomplete.Item
    key={command.key}
    value={command}
    disabled={command.refusal !== undefined}
    onClick={command.run}
    className="flex items-start gap-2.5 rounded-md px-2.5 py-2 select-none data-disabled:cursor-not-allowed data-disabled:text-ink-muted data-highlighted:bg-sunken"
  >
    <span className="mt-0.5 [&>svg]:size-4">{command.icon}</span>
    <span className="min-w-0 flex-1 wrap-break-word">
      {command.label}
      {command.refusal === undefined ? null : <span className="block text-xs">{command.refusal}</span>}
    </span>
    {command.aside}
  </Autocomplete.Item>
);
