// Which of the checks that a template's source does not pass forbid VMs of a version: errors, and whatever shows that did not when
// the version was registered. Pure. The checks themselves are in packages/types.
import { type FailedCheck, isError, type TemplateCheckCode } from '@portal/types';
import type { TemplateVersion } from '../template-records.ts';

const longestKey = 250;

/** One line that is the same as long as the check finds the same. */
export const checkKey = ({ code, params: { found } }: FailedCheck): string =>
  `${code} ${found.replace(/\s+/g, ' ')}`.slice(0, longestKey);

/** What a clone has of these, the portal sets right by itself. */
const setRight: ReadonlySet<TemplateCheckCode> = new Set(['protected', 'ballooning_minimum']);

/** Of the checks that a template does not pass, those that no VM is made in spite of: errors, and what came since it was registered. */
export const forbidding = (
  { registeredChecks }: Pick<TemplateVersion, 'registeredChecks'>,
  checks: readonly FailedCheck[],
): readonly FailedCheck[] =>
  checks.filter((check) => {
    if (isError(check)) return true;
    return registeredChecks !== null && !setRight.has(check.code) && !registeredChecks.includes(checkKey(check));
  });
