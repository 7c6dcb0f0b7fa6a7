// Which columns of the list are shown, beside the name and the status. Chosen in this browser, and known to the server's render.
import type { Me } from '@portal/types';

export const columnsCookie = 'portal-columns';

const columns = ['template', 'owner', 'address', 'timeLeft', 'created', 'placement'] as const;
export type Column = (typeof columns)[number];

/** Those that somebody can choose from. */
export const columnsFor = ({ rights }: Me): readonly Column[] =>
  columns.filter((column) => column !== 'placement' || rights.administration !== 'none');

/** Until somebody chooses. */
const usualFor = (me: Me): readonly Column[] =>
  columnsFor(me).filter((column) => column !== 'created' && (column !== 'owner' || me.rights.sees !== 'own'));

const separator = '.';

export const shownColumns = (me: Me, kept: string | undefined): ReadonlySet<Column> => {
  if (kept === undefined) return new Set(usualFor(me));
  const chosen = kept.split(separator);
  return new Set(columnsFor(me).filter((column) => chosen.includes(column)));
};

export const withColumn = (shown: ReadonlySet<Column>, column: Column, isShown: boolean): string =>
  columns.filter((each) => (each === column ? isShown : shown.has(each))).join(separator);
