// Beginning a canary: its row, and the job that carries it. At most one of a template is under way, whoever asks.
import type { CanaryTrigger } from '@portal/types';
import { templateActions, templateEvent } from '../audit/template-events.ts';
import { Change } from '../change.ts';
import { job } from '../jobs.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { CanaryRun } from '../template-records.ts';

interface Beginning {
  readonly id: string;
  readonly templateId: string;
  readonly trigger: CanaryTrigger;
  readonly now: Date;
}

const actions = {
  nightly: templateActions.canaryStarted,
  request: templateActions.canaryRequested,
} as const satisfies Record<CanaryTrigger, string>;

/** The run that was begun, or the one that is under way already; null for a template that is not there. */
export const beginCanary = async (tx: Transaction, beginning: Beginning): Promise<CanaryRun | null> => {
  const { id, templateId, trigger, now } = beginning;
  await tx.lock({ kind: 'template', templateId });
  const template = await tx.currentTemplate(templateId);
  if (template === null) return null;
  const underWay = await tx.runningCanary(templateId);
  if (underWay !== null) return underWay;
  const row: CanaryRun = {
    id,
    templateId,
    templateVersion: template.version,
    trigger,
    deploymentId: null,
    outcome: 'running',
    reason: null,
    seconds: null,
    startedAt: now,
    endedAt: null,
  };
  await tx.commit(
    Change.of({
      writes: [{ kind: 'canary.insert', row }],
      events: [templateEvent(actions[trigger], template, { canaryRunId: id, version: template.version, trigger })],
      jobs: [job('canary.run', { canaryRunId: id })],
      answers: { type: 'canary_run', id },
    }),
  );
  return row;
};
