import { systemClock } from '@portal/db/system';
import { createEngine } from '@portal/engine';
import { hourMs } from '@portal/types';
import { type Stack, servicesBy } from './stack.ts';

/** Engine and services some hours from now: the past of a lease without waiting for it. */
export const hoursAhead = (stack: Stack, hours: number) => {
  const clock = { now: () => new Date(Date.now() + hours * hourMs), wait: systemClock.wait };
  return { engine: createEngine({ ...stack.ports, clock }), services: servicesBy(stack, clock) };
};
