// The words for where a deployment and its steps stand. Every other package, and both clients, read them from here.
import { z } from 'zod';

/**
 * Lifecycle of a deployment (design §4). `trashed` is reserved for the recycle bin: the transition table knows it, and
 * nothing enters it until that feature is built.
 */
export const deploymentStatuses = [
  'queued',
  'provisioning',
  'running',
  'stopping',
  'stopped',
  'starting',
  'rebooting',
  'failed',
  'expired',
  'trashed',
  'deleting',
  'deleted',
  'quarantined',
] as const;
export const deploymentStatusSchema = z.enum(deploymentStatuses);
export type DeploymentStatus = z.infer<typeof deploymentStatusSchema>;

/** What a person may ask of a deployment. */
export const deploymentActions = ['start', 'stop', 'reboot', 'extend', 'delete'] as const;
export const deploymentActionSchema = z.enum(deploymentActions);
export type DeploymentAction = z.infer<typeof deploymentActionSchema>;

/** The pieces of work that the engine does on a deployment; each is a run of named steps. */
export const operations = ['provision', 'start', 'stop', 'reboot', 'delete', 'expire'] as const;
export const operationSchema = z.enum(operations);
export type Operation = z.infer<typeof operationSchema>;

/** The steps of `provision`, in order, then those of the other operations. */
export const provisionSteps = [
  'reserve',
  'place',
  'clone',
  'configure',
  'resize',
  'start',
  'address',
  'ready',
] as const;
export const stepNames = [...provisionSteps, 'shutdown', 'reboot', 'stop', 'destroy', 'confirm'] as const;
export const stepNameSchema = z.enum(stepNames);
export type StepName = z.infer<typeof stepNameSchema>;

export const stepStatuses = ['running', 'done', 'failed', 'skipped'] as const;
export const stepStatusSchema = z.enum(stepStatuses);
export type StepStatus = z.infer<typeof stepStatusSchema>;
