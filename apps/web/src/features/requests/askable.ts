// What can be asked for: limits that a person has by themselves. What is held together, nobody is granted.
import {
  type CreateDeployment,
  isLiftable,
  type LimitFigure,
  type LimitMeasure,
  type LimitReport,
  limitMeasures,
} from '@portal/types';

export interface Wanted {
  readonly measure: LimitMeasure;
  readonly value: number;
}

/** A VM that nothing but this limit stands in the way of. */
export interface Waiting {
  /** As the form asks for it; undefined while something in it is wrong. */
  readonly asked: () => Promise<CreateDeployment | undefined>;
  readonly onWaiting: () => void;
}

type Source = Pick<LimitFigure, 'source'>;

const isAskable = ({ source }: Source): boolean => source !== undefined && isLiftable({ source });

export const askableLimits = (limits: readonly LimitReport[]): readonly LimitReport[] => limits.filter(isAskable);

/** The first of them that a refusal names; undefined where none can be asked for. */
export const wantedOf = (limits: readonly LimitFigure[]): Wanted | undefined =>
  limits.flatMap(({ name, used, requested, ...limit }) => {
    const measure = limitMeasures.find((one) => name === `policy.${one}`);
    return measure !== undefined && isAskable(limit) ? [{ measure, value: used + requested }] : [];
  })[0];
