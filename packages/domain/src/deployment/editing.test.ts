import { expect, test } from 'vitest';
import { aDeployment, aTemplate, noon } from '../../test/records.ts';
import { editChange } from './editing.ts';

const vm = aDeployment({ status: 'running', ticket: 'T-1', purpose: 'A call', notes: null, tags: ['voip'] });

const changed = (...[asked, current = vm]: [Parameters<typeof editChange>[1]['asked'], typeof vm?]) => {
  const decision = editChange(current, { asked, template: aTemplate() }, noon);
  if (!decision.accepted) throw decision.error;
  return decision.change;
};

test('what is left out stays as it is, null empties it, and a tag stands once', () => {
  const { writes, jobs } = changed({ ticket: 'T-2', purpose: null, tags: ['b', 'a', 'b'] });
  expect(writes).toMatchObject([
    {
      kind: 'deployment.update',
      row: { ticket: 'T-2', customer: null, purpose: null, notes: null, tags: ['b', 'a'], rest: 'running', version: 4 },
    },
  ]);
  expect(jobs).toEqual([]);
});

test('what was asked for is on record, as it was before and as it is now, and nothing else', () => {
  expect(changed({ notes: 'Ask Dana first', tags: [] }).events).toMatchObject([
    {
      action: 'deployment.edited',
      detail: { before: { notes: null, tags: ['voip'] }, after: { notes: 'Ask Dana first', tags: [] } },
    },
  ]);
});

test('what is under way goes on', () => {
  const moving = aDeployment({ status: 'stopping' });
  expect(changed({ ticket: null }, moving).writes).toMatchObject([{ row: { operation: 'stop', ticket: null } }]);
});

test.each(['deleting', 'deleted'] as const)('nothing is said any more of a VM that is %s', (status) => {
  const decision = editChange(aDeployment({ status }), { asked: { ticket: 'T-2' }, template: aTemplate() }, noon);
  expect(decision.accepted ? null : decision.error.reason).toEqual({
    code: 'action_refused',
    params: { action: 'edit', status },
  });
});
