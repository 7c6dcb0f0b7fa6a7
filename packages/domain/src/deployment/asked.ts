// What people ask of a deployment that is there: each request, read afresh by the schema of its action where it is asked once more, and
// what it comes to on the deployment as a transaction reads it.
import {
  type ActionRequest,
  type CreateSnapshot,
  createSnapshotSchema,
  type Deployment,
  type DeploymentAction,
  resizeDeploymentSchema,
  type SnapshotId,
  snapshotIdSchema,
} from '@portal/types';
import { given } from '../given.ts';
import type { ColleagueReader } from '../ports/readers.ts';
import type { Person, PersonContext } from '../principal.ts';
import type { JsonObject } from '../records.ts';
import type { AdmissionPorts } from '../template/admission.ts';
import { actChange, extendChange, protectionChange, transitionRefused } from './act.ts';
import { deleteChange, restoreChange } from './deleting.ts';
import { editChange } from './editing.ts';
import { type PasswordPorts, setPasswordChange } from './guest-access.ts';
import { createMutations, type Decide, type MutationPorts } from './mutations.ts';
import { noEndChange } from './no-end.ts';
import { privilegeObstacle } from './obstacles.ts';
import type { OperationNotes } from './operation.ts';
import type { Retrying } from './operation-actions.ts';
import { rebuildChange } from './rebuilding.ts';
import { resizeChange } from './resizing.ts';
import { removeScheduleChange, setScheduleChange } from './scheduling.ts';
import { createSnapshotChange, removeSnapshotChange, rollbackChange } from './snapshots.ts';
import { transferChange } from './transferring.ts';

type Transfer = Extract<ActionRequest, { readonly action: 'transfer' }>;

export type Asked =
  | Exclude<ActionRequest, Transfer>
  | ({ readonly action: 'snapshot' } & CreateSnapshot)
  | ({ readonly action: 'rollback' | 'remove_snapshot' } & SnapshotId);

/** What was asked for beside the deployment: part of its audit row where it is refused, and kept with its operation. */
const inputOf = ({ action: _action, id: _id, ...rest }: Asked | Transfer): JsonObject => given(rest);

const asRead = <Action extends DeploymentAction, Request extends object>(
  action: Action,
  { data }: { readonly data?: Request | undefined },
) => (data === undefined ? null : { action, ...data });

/** What is asked once more of what an operation has kept; null where its action's schema refuses that, as of one from before operations kept it. */
export const askedAgain = (action: Retrying, id: string, input: JsonObject): Asked | null => {
  const given = { ...input, id };
  switch (action) {
    case 'resize':
      return asRead(action, resizeDeploymentSchema.safeParse(given));
    case 'snapshot':
      return asRead(action, createSnapshotSchema.safeParse(given));
    case 'rollback':
    case 'remove_snapshot':
      return asRead(action, snapshotIdSchema.safeParse(given));
    default:
      return { action, id };
  }
};

export type AskingPorts = MutationPorts &
  Pick<AdmissionPorts, 'lastObservations'> &
  PasswordPorts & { readonly colleagues: ColleagueReader };

/** Looks first at what a transaction must not wait for: whoever waits for its lock must not wait for a second connection as well. */
export const decisionOn = async (
  ports: AskingPorts,
  asked: Asked,
  more: Pick<OperationNotes, 'retryOf'> = {},
): Promise<Decide> => {
  const notes: OperationNotes = { ...more, input: inputOf(asked) };
  const lastObservations = asked.action === 'resize' ? await ports.lastObservations.all() : [];
  // Chosen before the transaction: one that is tried again makes the same snapshot.
  const newId = ports.ids.next();
  const decide: Decide = async (current, detail, tx) => {
    const now = ports.clock.now();
    switch (asked.action) {
      case 'extend':
        return extendChange(current, detail.template, asked, now);
      case 'edit':
        return editChange(current, { asked, template: detail.template }, now);
      case 'protect':
      case 'unprotect':
        return protectionChange(current, asked.action, now);
      case 'remove_end':
      case 'confirm':
        return noEndChange(current, asked.action, detail.template, now);
      case 'set_schedule':
        return setScheduleChange(current, asked, now);
      case 'remove_schedule':
        return removeScheduleChange(current, now);
      case 'resize': {
        const lastObservation = lastObservations.find(({ clusterId }) => clusterId === current.clusterId) ?? null;
        const { cluster, template } = detail;
        return resizeChange(current, { asked, template, cluster, lastObservation, now }, notes);
      }
      case 'delete':
        return deleteChange(current, detail.template, now, notes);
      case 'restore':
        return restoreChange(current, now);
      case 'set_password':
        return setPasswordChange({ ...detail, deployment: current }, ports, now, notes);
      case 'rebuild': {
        const templateStatus = (await tx.templateStatus(current.templateId)) ?? detail.templateStatus;
        return rebuildChange(current, { ...detail, templateStatus }, now, notes);
      }
      case 'snapshot': {
        const limit = detail.cluster.snapshotsPerVm;
        const request = { id: newId, label: asked.label, limit, now, notes };
        return createSnapshotChange(current, await tx.snapshots(current.id), request);
      }
      case 'rollback':
        return rollbackChange(current, await tx.snapshots(current.id), { snapshotId: asked.snapshotId, now, notes });
      case 'remove_snapshot':
        return removeSnapshotChange(current, await tx.snapshots(current.id), {
          snapshotId: asked.snapshotId,
          now,
          notes,
        });
      default:
        return actChange(current, asked.action, now, notes);
    }
  };
  return async (current, detail, tx) => {
    const decision = await decide(current, detail, tx);
    const obstacle = decision.accepted ? privilegeObstacle(asked.action, detail) : null;
    return obstacle === null ? decision : transitionRefused(asked.action, current, obstacle);
  };
};

/** Accepted, and carried out by a job. */
export const createAsking = (ports: AskingPorts) => {
  const { mutate } = createMutations(ports);

  const transfer = async (asked: Transfer, by: Person) => {
    const to = await ports.colleagues.find(asked.to);
    const decide: Decide = async (current, _detail, tx) => {
      const userId = to?.id ?? current.ownerId;
      const nameTaken = await tx.nameTaken(userId, current.name);
      return transferChange(current, { by, to, nameTaken, now: ports.clock.now() });
    };
    return { decide, ...(to === null ? {} : { countsFor: to.id }) };
  };

  return async (actor: PersonContext, asked: Asked | Transfer): Promise<Deployment> => {
    const { action, id } = asked;
    const how =
      asked.action === 'transfer' ? await transfer(asked, actor.principal) : { decide: await decisionOn(ports, asked) };
    return mutate(actor, { action, id, input: inputOf(asked), ...how });
  };
};
