// How much of a measure, as it is written in a field: in the unit that people read it in.
import type { LimitMeasure } from '@portal/types';
import { scaleOf } from '@/features/deployments/size-text.ts';

/** Memory may be a fraction of a GiB, down to one MiB, which is ten decimals; three of them would be read as thousands. No separators of thousands: what one language has for them is a decimal point in another. */
const figure = (measure: LimitMeasure): RegExp =>
  measure === 'memoryMiB' ? /^\d+(?:[.,](?:\d{1,2}|\d{4,10}))?$/ : /^\d+$/;

/** Undefined where it is no figure. */
export const valueIn = (text: string, measure: LimitMeasure): number | undefined =>
  figure(measure).test(text.trim()) ? Math.round(Number(text.replace(',', '.')) * scaleOf(measure)) : undefined;

export const figureOf = (value: number, measure: LimitMeasure): string =>
  String(value / scaleOf(measure)).replace(/\.\d{3}$/, '$&0');
