'use client';
// Cancelling an operation that is under way, or asking once more for the latest that failed. Either is asked back once.
import type { Deployment, DeploymentOperation, Operation, OperationAction } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { QuestionDialog } from '../actions/question-dialog.tsx';
import { useSenders } from '../queries.ts';

interface OperationProps {
  readonly deployment: Deployment;
  readonly operation: DeploymentOperation;
  /** Takes the focus where the button goes while it has it. */
  readonly heading: RefObject<HTMLElement | null>;
}

const notForThem = new Set<string | null>(['look_only', 'for_keepers', 'operation_not_failed', 'operation_not_latest']);

/** The one that its state leaves to ask for, whether it is allowed or not. */
const askedIn = ({ endedAt, actions }: DeploymentOperation): OperationAction | null => {
  const action = endedAt === null ? 'cancel' : 'retry';
  return notForThem.has(actions[action].code) ? null : action;
};

/** A deletion, asked for now: one that can be taken back for a while, or for good. */
const comesTo = ({ kind }: DeploymentOperation, { restoreHours, restoreUntil }: Deployment): Operation => {
  if (kind !== 'delete' && kind !== 'trash') return kind;
  return restoreHours > 0 && restoreUntil === null ? 'trash' : 'delete';
};

export function OperationControl(props: OperationProps) {
  const action = askedIn(props.operation);
  return action === null ? null : <Control key={action} {...props} action={action} />;
}

function Control({ deployment, operation, heading, action }: OperationProps & { readonly action: OperationAction }) {
  const t = useTranslations('operations');
  const senders = useSenders();
  const [open, setOpen] = useState(false);
  const { allowed, reason } = operation.actions[action];
  const button = useFocusFallback<HTMLButtonElement>(heading);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <Button ref={button} size="sm" aria-disabled={!allowed} onClick={() => allowed && setOpen(true)}>
        {t(action)}
      </Button>
      {reason === null ? null : <span className="text-ink-muted">{reason}</span>}
      <QuestionDialog
        {...{ deployment, action, open }}
        close={() => setOpen(false)}
        title={t(`questions.${action}.title`, { name: deployment.name })}
        loss={<p>{t(`questions.${action}.description`, { kind: comesTo(operation, deployment) })}</p>}
        submit={t(action)}
        send={() => senders.operation(action, operation.id)}
        finalFocus={() => button.current ?? heading.current}
      />
    </div>
  );
}
