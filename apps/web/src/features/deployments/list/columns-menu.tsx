'use client';
// Which columns the list shows.
import { Columns3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { keepChoice } from '@/components/kept-choice.ts';
import { Menu } from '@/components/menu.tsx';
import { useMe } from '@/features/account/queries.ts';
import { type Column, columnsCookie, columnsFor, withColumn } from './columns.ts';

export function ColumnsMenu({ shown }: { readonly shown: ReadonlySet<Column> }) {
  const t = useTranslations('columns');
  const me = useMe();
  return (
    <Menu
      trigger={
        <Button size="sm" variant="quiet">
          <Columns3 aria-hidden className="size-4" />
          {t('choose')}
        </Button>
      }
    >
      {({ MenuSwitches }) => (
        <MenuSwitches
          label={t('hint')}
          options={columnsFor(me).map((column) => ({ value: column, label: t(column), isOn: shown.has(column) }))}
          onChange={(column, isOn) => keepChoice(columnsCookie, withColumn(shown, column, isOn))}
        />
      )}
    </Menu>
  );
}
