// The words of `status.ts` and `deployment-actions.ts` as schemas.
import { z } from 'zod';
import { deploymentActions, deploymentStatuses, operations } from './deployment-actions.ts';
import { failureCodes, operationStates, snapshotStatuses, stepNames, stepStatuses } from './status.ts';

export const deploymentStatusSchema = z.enum(deploymentStatuses);
export const failureCodeSchema = z.enum(failureCodes);
export const deploymentActionSchema = z.enum(deploymentActions);
export const operationSchema = z.enum(operations);
export const operationStateSchema = z.enum(operationStates);
export const stepNameSchema = z.enum(stepNames);
export const stepStatusSchema = z.enum(stepStatuses);
export const snapshotStatusSchema = z.enum(snapshotStatuses);
