import { expect, test } from 'vitest';
import { simulationOf } from './simulation.ts';

const lab = { name: 'lab', simulated: true };
const demo = { name: 'demo', simulated: true };
const berlin = { name: 'berlin', simulated: false };

test('one simulated cluster among real ones is told of, wherever its name stands', () => {
  expect(simulationOf([berlin, lab])).toEqual({ clusters: ['lab'], all: false });
});

test('where all are simulated, that is told', () => {
  expect(simulationOf([demo, lab])).toEqual({ clusters: ['demo', 'lab'], all: true });
});

test('of real clusters alone there is nothing to tell, nor before there is any', () => {
  expect(simulationOf([berlin])).toBeNull();
  expect(simulationOf([])).toBeNull();
});
