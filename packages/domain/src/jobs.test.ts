import { type JobName, type JobPayload, jobPayloadSchemas } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { hoursAfter, ids, noon } from '../test/records.ts';
import { job, jobCatalog } from './jobs.ts';

const deploymentId = ids.deployment;
const clusterId = ids.cluster;
const canaryRunId = ids.other;

/** Jobs of older versions may wait under these: they do not change. */
const inFlight = [
  { request: job('deployment.run', { deploymentId }), key: `run:${deploymentId}`, claim: `deployment:${deploymentId}` },
  { request: job('cluster.dispatch', { clusterId }), key: `dispatch:${clusterId}`, claim: `dispatch:${clusterId}` },
  { request: job('cluster.observe', { clusterId }), key: `observe:${clusterId}`, claim: `observe:${clusterId}` },
  { request: job('canary.run', { canaryRunId }), key: `canary:${canaryRunId}`, claim: `canary:${canaryRunId}` },
  { request: job('lease.due', { deploymentId }), key: `lease:${deploymentId}` },
  { request: job('schedule.due', { deploymentId }), key: `schedule:${deploymentId}` },
  {
    request: job('deployment.figures', { deploymentId, timeframe: 'hour' }),
    key: `figures:${deploymentId}:hour`,
  },
  { request: job('deployment.task_log', { deploymentId }), key: `task-log:${deploymentId}` },
  { request: job('audit.seal', {}), key: 'audit-seal', claim: 'audit-seal' },
  { request: job('audit.verify', {}), key: 'audit-verify', claim: 'audit-verify' },
  { request: job('audit.feed', {}), key: 'audit-feed', claim: 'audit-feed' },
  { request: job('audit.purge', {}), key: 'audit-purge', claim: 'audit-purge' },
  { request: job('messages.mail', {}), key: 'mail', claim: 'mail' },
  { request: job('messages.make', {}), key: 'messages', claim: 'messages' },
  { request: job('webhooks.make', {}), key: 'webhooks-make', claim: 'webhooks-make' },
  { request: job('webhooks.send', {}), key: 'webhooks-send', claim: 'webhooks-send' },
  { request: job('maintenance.sweep', {}), key: 'sweep' },
];

const parse = (name: JobName, payload: JobPayload<JobName>): unknown => jobPayloadSchemas[name].parse(payload);

describe('the job catalog', () => {
  test('has exactly the jobs whose payloads are in the contracts, and every one is among the cases below', () => {
    expect(Object.keys(jobCatalog).toSorted()).toEqual(Object.keys(jobPayloadSchemas).toSorted());
    expect(inFlight.map(({ request }) => request.name).toSorted()).toEqual(Object.keys(jobCatalog).toSorted());
  });

  test.each(inFlight)('$request.name: key and payload are what waiting jobs have', ({ request, key }) => {
    expect(request.key).toBe(key);
    expect(parse(request.name, request.payload)).toEqual(request.payload);
    expect(request.runAt).toBeNull();
  });

  test.each(inFlight)('$request.name: is tried at least once, and each run ends', ({ request }) => {
    const rules = jobCatalog[request.name];
    expect(request.maxAttempts).toBe(rules.maxAttempts);
    expect(rules.maxAttempts).toBeGreaterThanOrEqual(1);
    expect(rules.deadlineMs).toBeGreaterThan(0);
  });

  test('no two jobs share a key, and two deployments share neither key nor claim', () => {
    const other = job('deployment.run', { deploymentId: ids.other });
    const requests = [...inFlight.map(({ request }) => request), other];
    expect(new Set(requests.map(({ key }) => key)).size).toBe(requests.length);
    const claims = [deploymentId, ids.other].map((id) => jobCatalog['deployment.run'].claim({ deploymentId: id }));
    expect(claims).toEqual([`deployment:${deploymentId}`, `deployment:${ids.other}`]);
  });

  test('a wake-up keeps its time', () => {
    expect(job('lease.due', { deploymentId }, hoursAfter(noon, 1)).runAt).toEqual(hoursAfter(noon, 1));
  });
});
