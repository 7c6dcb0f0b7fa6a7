// A limit that stands in the way: which one it is, how much is used, how much was asked for.
import { type LimitFigure, reasonSchema } from '@portal/types';
import { DomainError } from '../errors.ts';

/** A name with dots could not be chosen by in a text. */
const figureIn = ({ name, ...figures }: LimitFigure) => ({
  code: 'limit_figure',
  params: { name: name.replaceAll('.', '_'), ...figures },
});

export const limitExceeded = (limits: readonly [LimitFigure, ...LimitFigure[]]): DomainError => {
  const reason = reasonSchema.parse({ code: 'over_limit', params: { figures: limits.map(figureIn) } });
  return new DomainError('limit_exceeded', reason, { limits });
};

export const isNonEmpty = <Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] => items.length > 0;
