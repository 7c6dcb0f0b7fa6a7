import { expect, test } from 'vitest';
import { auditActions } from './actions.ts';
import { auditKinds } from './retention.ts';

test('how long it is kept can be set for every kind of rows, but those about the trail itself', () => {
  const kinds = new Set(auditActions.map((action) => action.slice(0, action.indexOf('.'))));
  expect([...kinds].toSorted()).toEqual([...auditKinds, 'audit'].toSorted());
});
