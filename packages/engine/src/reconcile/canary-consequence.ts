// What a verdict does to the template: one that failed its canary takes no requests until a later one passes. What an
// administrator has decided stays as decided.
import type { CanaryRun, TemplateStatus, TemplateVersion } from '@portal/domain';
import type { Verdict } from './canary-judge.ts';

interface Standing {
  readonly status: TemplateStatus;
  readonly current: TemplateVersion;
  readonly now: Date;
}

/** The template's next status; null where the verdict changes nothing. */
export const statusAfterCanary = (run: CanaryRun, verdict: Verdict, standing: Standing): TemplateStatus | null => {
  const { status, current, now } = standing;
  const { templateId } = status;
  // A newer version was published meanwhile: this verdict is not about what people get.
  if (run.templateVersion !== current.version) return null;
  const disabledByCanary = status.state === 'disabled' && status.setBy === 'canary';
  if (verdict.outcome === 'passed' && disabledByCanary) {
    return { templateId, state: 'available', reason: null, setBy: 'canary', changedAt: now };
  }
  if (verdict.outcome === 'failed' && (status.state === 'available' || disabledByCanary)) {
    const reason = { code: 'last_canary_failed', params: { verdict: verdict.reason } } as const;
    return { templateId, state: 'disabled', reason, setBy: 'canary', changedAt: now };
  }
  return null;
};
