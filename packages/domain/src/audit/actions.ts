// Every action that the domain can put on record: whoever gives them words can see whether one lacks them.
import { addressActions } from './address-events.ts';
import { announcementActions } from './announcement-events.ts';
import { clusterActions } from './cluster-events.ts';
import { consoleActions, engineActions, requestedActions } from './events.ts';
import { erasureActions, exportActions } from './export-events.ts';
import { limitActions } from './limit-events.ts';
import { personActions, teamActions } from './person-events.ts';
import { problemActions } from './problem-events.ts';
import { roleActions } from './role-events.ts';
import { templateActions } from './template-events.ts';
import { tokenActions } from './token-events.ts';
import { webhookActions } from './webhook-events.ts';

export const auditActions: readonly string[] = [
  requestedActions,
  engineActions,
  consoleActions,
  clusterActions,
  templateActions,
  problemActions,
  announcementActions,
  limitActions,
  webhookActions,
  exportActions,
  erasureActions,
  personActions,
  teamActions,
  roleActions,
  tokenActions,
  addressActions,
].flatMap((actions): readonly string[] => Object.values(actions));
