// A limit that stands in the way: which one it is, whose, how much is used, how much was asked for.
import { type LimitFigure, type LimitReport, reasonSchema } from '@portal/types';
import { DomainError } from '../errors.ts';

/** A name with dots could not be chosen by in a text. */
const figureIn = ({ name, source, of, ...figures }: LimitFigure) =>
  source === undefined
    ? { code: 'limit_figure', params: { name: name.replaceAll('.', '_'), ...figures } }
    : {
        code: 'limit_reached',
        params: { measure: name.replace('policy.', ''), source, of: of?.name ?? null, ...figures },
      };

export const limitExceeded = (limits: readonly [LimitFigure, ...LimitFigure[]]): DomainError => {
  const reason = reasonSchema.parse({ code: 'over_limit', params: { figures: limits.map(figureIn) } });
  return new DomainError('limit_exceeded', reason, { limits });
};

/** Those that a request would pass; empty when it fits. */
export const figuresOver = (reports: readonly LimitReport[]): LimitFigure[] =>
  reports
    .filter(({ verdict }) => verdict === 'over')
    .map(({ measure, source, of, limit, used, requested }) => ({
      name: `policy.${measure}`,
      ...{ source, ...(of && { of }), limit, used, requested },
    }));

export const isNonEmpty = <Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] => items.length > 0;
