import { deploymentStatuses } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aDeployment, noon } from '../../test/records.ts';
import { accepts, allowedActions, refusalReason } from './machine.ts';
import { rebuildChange, rebuildObstacle } from './rebuilding.ts';

const becauseOfWords = { code: 'set_by_administrator', params: { words: 'Use the next one' } } as const;
const available = { templateStatus: { state: 'available', reason: null }, sourceMissing: false } as const;
const disabled = { ...available, templateStatus: { state: 'disabled', reason: becauseOfWords } } as const;
const gone = { ...available, sourceMissing: true } as const;

describe('a rebuild destroys before it makes', () => {
  test.each([
    ['available', available],
    ['deprecated', { ...available, templateStatus: { state: 'deprecated', reason: becauseOfWords } as const }],
  ])('from a template that is %s another VM can be made', (_, offered) => {
    expect(rebuildObstacle(offered)).toBeNull();
    expect(rebuildChange(aDeployment(), offered, noon).accepted).toBe(true);
  });

  test.each([
    ['is switched off', disabled, { code: 'template_is_disabled', params: { state: becauseOfWords } }],
    ['is gone', gone, { code: 'template_has_no_source', params: {} }],
  ])('while its template %s it is refused, and what else may be done is said', (_, offered, cause) => {
    const decision = rebuildChange(aDeployment(), offered, noon);
    if (decision.accepted) throw new Error('it was accepted');
    expect(decision.error.code).toBe('transition_refused');
    expect(decision.error.reason).toEqual({ code: 'rebuild_refused', params: { cause } });
    expect(decision.error.details).toEqual({
      currentStatus: 'running',
      allowedActions: allowedActions(aDeployment()).filter((action) => action !== 'rebuild'),
    });
  });

  test.each(deploymentStatuses.filter((status) => !accepts('rebuild', aDeployment({ status }))))(
    'from %s it is refused for its status, whatever its template is',
    (status) => {
      const decision = rebuildChange(aDeployment({ status }), gone, noon);
      if (decision.accepted) throw new Error('it was accepted');
      expect(decision.error.reason).toEqual(refusalReason('rebuild', aDeployment({ status })));
    },
  );
});
