import { auditActions } from '@portal/domain';
import { listAuditSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import messages from '../messages/en.json' with { type: 'json' };
import { actionGroups, isKnownAction } from '../src/features/audit/known-actions.ts';

const words = z.record(z.string(), z.record(z.string(), z.string())).parse(messages.auditActions);
const offered = actionGroups.flatMap(({ actions }): readonly string[] => actions);

describe('the audit page', () => {
  test.each(auditActions)('has words for %s, and a filter that the list takes', (action) => {
    const [subject = '', name = ''] = action.split('.');
    expect(words[subject]?.[name]).toEqual(expect.any(String));
    expect(isKnownAction(action)).toBe(true);
    expect(offered).toContain(action);
    expect(listAuditSchema.safeParse({ action }).success).toBe(true);
  });

  test('has no action twice, and each in the group of its subject', () => {
    expect(new Set(offered).size).toBe(offered.length);
    for (const { subject, actions } of actionGroups) {
      expect(actions.every((action) => action.startsWith(`${subject}.`))).toBe(true);
    }
  });
});
